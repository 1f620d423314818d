/** Questions about how records hang together: connections, groups, users of config nodes, instances of subflows. */
import type { FlowDocument } from "./flow-document";
import { idList, instanceType, isConfig, isGroup, type NodeRecord } from "./records";
import { type Wire, wiresOn } from "./wires";

/** Wires of one flow, looked up by either end. */
export class WireMap {
  readonly out = new Map<string, Wire[]>();
  readonly in = new Map<string, Wire[]>();
  readonly all: Wire[];

  constructor(wires: Wire[]) {
    this.all = wires;
    for (const wire of wires) {
      push(this.out, wire.source, wire);
      push(this.in, wire.target, wire);
    }
  }

  static of(z: string, document: FlowDocument): WireMap {
    return new WireMap(wiresOn(z, document));
  }

  from(id: string): Wire[] {
    return this.out.get(id) ?? [];
  }

  to(id: string): Wire[] {
    return this.in.get(id) ?? [];
  }
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Everything reached from these nodes along wires and, within the flow, link nodes; the start is part of it. */
export function reachable(
  start: Iterable<string>,
  direction: "upstream" | "downstream" | "both",
  z: string,
  document: FlowDocument,
): Set<string> {
  const wires = WireMap.of(z, document);
  const found = new Set(start);
  const queue = [...found];
  const visit = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    queue.push(id);
  };
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const record = document.get(id);
    const linked = idList(record?.links).filter((other) => document.get(other)?.z === z);
    if (direction !== "upstream") {
      for (const wire of wires.from(id)) visit(wire.target);
      if (record?.type === "link out") linked.forEach(visit);
    }
    if (direction !== "downstream") {
      for (const wire of wires.to(id)) visit(wire.source);
      if (record?.type === "link in") linked.forEach(visit);
    }
  }
  return found;
}

/** The members of a group and of the groups in it, the inner groups included. */
export function membersOf(groupId: string, document: { get(id: string): NodeRecord | undefined }): string[] {
  const found = new Set<string>();
  const visit = (id: string) => {
    const group = document.get(id);
    if (!group || !isGroup(group)) return;
    for (const member of idList(group.nodes)) {
      if (found.has(member) || !document.get(member)) continue;
      found.add(member);
      visit(member);
    }
  };
  visit(groupId);
  return [...found];
}

/** The groups around a record, from the innermost out. */
export function groupsAround(id: string, document: { get(id: string): NodeRecord | undefined }): string[] {
  const found: string[] = [];
  let group = document.get(id)?.g;
  while (group && document.get(group) && !found.includes(group)) {
    found.push(group);
    group = document.get(group)?.g;
  }
  return found;
}

/** The nodes on flows that are instances of a subflow. */
export function instancesOf(subflowId: string, document: FlowDocument): NodeRecord[] {
  const type = instanceType(subflowId);
  return document.all().filter((record) => record.type === type);
}

/** Whether putting an instance of `inner` onto the sheet of `outer` would make a subflow contain itself. */
export function wouldRecurse(inner: string, outer: string, document: FlowDocument): boolean {
  if (inner === outer) return true;
  return document
    .onFlow(inner)
    .some(
      (record) => record.type.startsWith("subflow:") && wouldRecurse(record.type.slice(8), outer, document),
    );
}

/** The ids of other records that a record names, in any of its properties (wires and membership apart). */
export function referencesOf(record: NodeRecord, exists: (id: string) => boolean): Set<string> {
  const found = new Set<string>();
  const look = (value: unknown, depth: number) => {
    if (typeof value === "string") {
      if (value !== record.id && exists(value)) found.add(value);
    } else if (Array.isArray(value)) {
      for (const item of value) look(item, depth + 1);
    } else if (typeof value === "object" && value !== null && depth < 6) {
      for (const item of Object.values(value)) look(item, depth + 1);
    }
  };
  for (const [key, value] of Object.entries(record)) {
    if (key === "id" || key === "type" || key === "z" || key === "g" || key === "wires" || key === "nodes")
      continue;
    look(value, 0);
  }
  return found;
}

/** Who uses each config node: config node id to the records that name it. Unused ones are there, with none. */
export function configUsers(document: FlowDocument): Map<string, NodeRecord[]> {
  const users = new Map<string, NodeRecord[]>();
  for (const config of document.configNodes()) users.set(config.id, []);
  for (const record of document.all()) {
    for (const id of referencesOf(record, (candidate) => users.has(candidate))) users.get(id)?.push(record);
  }
  return users;
}

/** The config nodes of a type that a node on flow `z` may use: global ones and those scoped to that flow. */
export function configChoices(type: string, z: string | undefined, document: FlowDocument): NodeRecord[] {
  return document
    .all()
    .filter((record) => record.type === type && isConfig(record) && (!record.z || record.z === z));
}
