/** Making subflows: an empty one, or one out of nodes on a flow. */
import type { FlowDocument } from "../flow-document";
import { newNode, newSubflow } from "../new-node";
import { WireMap } from "../queries";
import { idList, instanceType, isGroup, isSubflow, type SubflowPort } from "../records";
import type { Transaction } from "../transaction";
import { addWire, removeWire, type Wire } from "../wires";

/** The next free "Subflow N". */
export function nextSubflowName(document: FlowDocument): string {
  const taken = new Set(document.subflows().map((subflow) => subflow.name));
  let count = document.subflows().length + 1;
  while (taken.has(`Subflow ${count}`)) count += 1;
  return `Subflow ${count}`;
}

/** Add an empty subflow; gives its id. */
export function addSubflow(tx: Transaction, document: FlowDocument): string {
  const definition = newSubflow(nextSubflowName(document));
  tx.add(definition, document.all().find((record) => record.type !== "tab" && record.type !== "subflow")?.id);
  return definition.id;
}

/** Add an input (there is at most one), an output or the status output to a subflow. */
export function addSubflowPort(
  tx: Transaction,
  subflowId: string,
  side: "in" | "out" | "status",
  x: number,
  y: number,
): void {
  const definition = tx.get(subflowId);
  if (!definition || !isSubflow(definition)) return;
  const port: SubflowPort = { x, y, wires: [] };
  if (side === "status") tx.update(subflowId, { status: definition.status ?? port });
  else if (side === "out" || !definition.in?.length) {
    tx.update(subflowId, { [side]: [...(definition[side] ?? []), port] });
  }
}

/** Whether nodes can become a subflow: all that is wired into them from outside goes to one node. */
export function canConvertToSubflow(document: FlowDocument, z: string, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0) return false;
  const entries = new Set(
    WireMap.of(z, document)
      .all.filter((wire) => !ids.has(wire.source) && ids.has(wire.target))
      .map((wire) => wire.target),
  );
  return entries.size <= 1;
}

/** Move nodes of a flow into a new subflow and put an instance in their place; gives the instance's id. */
export function convertToSubflow(
  tx: Transaction,
  document: FlowDocument,
  z: string,
  ids: ReadonlySet<string>,
  box: { x: number; y: number; w: number; h: number },
): string {
  const wires = WireMap.of(z, document).all;
  const incoming = wires.filter((wire) => !ids.has(wire.source) && ids.has(wire.target));
  const outgoing = wires.filter((wire) => ids.has(wire.source) && !ids.has(wire.target));
  const outputs = distinctOutputs(outgoing);
  const shift = { x: 160 - box.x, y: 80 - box.y };

  const definition = newSubflow(nextSubflowName(document));
  const middle = 80 + box.h / 2;
  const entry = incoming[0]?.target;
  definition.in = entry === undefined ? [] : [{ x: 60, y: middle, wires: [{ id: entry }] }];
  definition.out = outputs.map((output, index) => ({
    x: 240 + box.w,
    y: middle + (index - (outputs.length - 1) / 2) * 60,
    wires: [{ id: output.source, port: output.port }],
  }));
  tx.add(definition, document.all().find((record) => record.type !== "tab" && record.type !== "subflow")?.id);

  for (const wire of [...incoming, ...outgoing]) removeWire(tx, wire);
  const groups = new Set([...ids].map((id) => tx.get(id)?.g).filter((g) => !g || !ids.has(g)));
  const group = groups.size === 1 ? [...groups][0] : undefined;
  for (const id of ids) {
    const record = tx.get(id);
    if (!record) continue;
    const outer = record.g && !ids.has(record.g) ? { g: undefined } : {};
    tx.update(id, { z: definition.id, x: (record.x ?? 0) + shift.x, y: (record.y ?? 0) + shift.y, ...outer });
  }

  const instance = newNode(
    instanceType(definition.id),
    document.types,
    z,
    box.x + box.w / 2,
    box.y + box.h / 2,
    tx,
  );
  if (group) instance.g = group;
  tx.add(instance);
  replaceMembers(tx, ids, groups, group, instance.id);
  for (const wire of incoming) addWire(tx, { source: wire.source, port: wire.port, target: instance.id });
  for (const wire of outgoing) {
    const port = outputs.findIndex((output) => output.source === wire.source && output.port === wire.port);
    addWire(tx, { source: instance.id, port, target: wire.target });
  }
  return instance.id;
}

function distinctOutputs(wires: readonly Wire[]): Wire[] {
  const seen = new Map(wires.map((wire) => [`${wire.source} ${wire.port}`, wire]));
  return [...seen.values()];
}

/** Take the moved nodes out of the groups that stayed, and put the instance into the one they shared. */
function replaceMembers(
  tx: Transaction,
  ids: ReadonlySet<string>,
  groups: ReadonlySet<string | undefined>,
  shared: string | undefined,
  instance: string,
): void {
  for (const id of groups) {
    const group = id === undefined ? undefined : tx.get(id);
    if (!group || !isGroup(group)) continue;
    const members = idList(group.nodes).filter((member) => !ids.has(member));
    tx.update(group.id, { nodes: id === shared ? [...members, instance] : members });
  }
}
