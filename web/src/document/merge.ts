/**
 * Three-way merge of documents: what was deployed when editing began (`base`), what is here (`local`) and what was
 * deployed meanwhile (`remote`). Properties that only one side changed are taken from it; lists that are sets (wires,
 * links, members of groups) are merged entry by entry; two different places are no conflict: the local one stays.
 */
import { jsonEqual } from "./equal";
import { isContainer, isGroup, type NodeRecord, type SubflowPort } from "./records";

export type Side = "local" | "remote";

/** Something both sides changed, each in its way. Unless a side is chosen, the local one is in the result. */
export interface Conflict {
  /** What a choice names: the id of the record, and the property where it is about one. */
  id: string;
  record: string;
  /** The property; undefined when one side removed the record that the other changed. */
  key: string | undefined;
  base: unknown;
  local: unknown;
  remote: unknown;
}

export interface Merged {
  records: NodeRecord[];
  conflicts: Conflict[];
}

export type Choices = ReadonlyMap<string, Side>;

type ById = ReadonlyMap<string, NodeRecord>;

const index = (records: readonly NodeRecord[]): ById => new Map(records.map((record) => [record.id, record]));

export const conflictId = (record: string, key?: string): string =>
  key === undefined ? record : `${record}/${key}`;

export function merge(
  base: readonly NodeRecord[],
  local: readonly NodeRecord[],
  remote: readonly NodeRecord[],
  choices: Choices = new Map(),
): Merged {
  return new Merge(index(base), index(local), index(remote), choices).result();
}

class Merge {
  readonly #conflicts: Conflict[] = [];
  readonly #base: ById;
  readonly #local: ById;
  readonly #remote: ById;
  readonly #choices: Choices;

  constructor(base: ById, local: ById, remote: ById, choices: Choices) {
    this.#base = base;
    this.#local = local;
    this.#remote = remote;
    this.#choices = choices;
  }

  result(): Merged {
    const merged = new Map<string, NodeRecord>();
    const order = this.#order();
    for (const id of order) {
      const record = this.#record(id);
      if (record) merged.set(id, record);
    }
    this.#keepTogether(merged);
    const records = order.map((id) => merged.get(id)).filter((record) => record !== undefined);
    return { records, conflicts: this.#conflicts };
  }

  /** The order of the side that moved records in the file; what the other side added comes after what it follows there. */
  #order(): string[] {
    const stays = (side: ById) => [...side.keys()].filter((id) => this.#base.has(id));
    const baseOrder = [...this.#base.keys()];
    const isMoved = (side: ById) =>
      !jsonEqual(
        stays(side),
        baseOrder.filter((id) => side.has(id)),
      );
    const [first, second] = isMoved(this.#local) ? [this.#local, this.#remote] : [this.#remote, this.#local];
    const after = new Map<string, string[]>();
    const missing = new Set<string>();
    let previous = "";
    for (const id of second.keys()) {
      if (!first.has(id)) {
        missing.add(id);
        after.set(previous, [...(after.get(previous) ?? []), id]);
      }
      previous = id;
    }
    const order: string[] = [];
    // Each is followed by those that were put after it: not by calls within calls, since they may be thousands.
    const put = (first: string) => {
      const waiting = [first];
      while (waiting.length > 0) {
        const id = waiting.pop()!;
        if (id !== "") order.push(id);
        waiting.push(...[...(after.get(id) ?? [])].reverse());
      }
    };
    put("");
    for (const id of first.keys()) if (!missing.has(id)) put(id);
    return order;
  }

  #record(id: string): NodeRecord | undefined {
    const base = this.#base.get(id);
    const local = this.#local.get(id);
    const remote = this.#remote.get(id);
    if (local === remote || jsonEqual(local, remote)) return local;
    if (!base && (!local || !remote)) return local ?? remote;
    if (base && jsonEqual(base, local)) return remote;
    if (base && jsonEqual(base, remote)) return local;
    if (!local || !remote) {
      return this.#choose(conflictId(id), { record: id, key: undefined, base, local, remote }) as
        | NodeRecord
        | undefined;
    }
    return this.#properties(id, base, local, remote);
  }

  #choose(id: string, conflict: Omit<Conflict, "id">): unknown {
    this.#conflicts.push({ id, ...conflict });
    return this.#choices.get(id) === "remote" ? conflict.remote : conflict.local;
  }

  #properties(id: string, base: NodeRecord | undefined, local: NodeRecord, remote: NodeRecord): NodeRecord {
    const out: Record<string, unknown> = {};
    // A node that went to another flow has its place there.
    const isTaken = base !== undefined && base.z === local.z && base.z !== remote.z;
    const keys = new Set([...Object.keys(local), ...Object.keys(remote)]);
    for (const key of keys) {
      const value =
        isTaken && (key === "x" || key === "y" || key === "g")
          ? remote[key]
          : this.#property(id, key, base, local, remote);
      if (value !== undefined) out[key] = value;
    }
    return out as NodeRecord;
  }

  #property(
    id: string,
    key: string,
    base: NodeRecord | undefined,
    local: NodeRecord,
    remote: NodeRecord,
  ): unknown {
    const [b, l, r] = [base?.[key], local[key], remote[key]];
    if (jsonEqual(l, r) || (base && jsonEqual(b, r))) return l;
    if (base && jsonEqual(b, l)) return r;
    if (PLACE.has(key)) return l;
    const joined = joinLists(key, local.type, b, l, r);
    if (joined !== undefined) return joined;
    return this.#choose(conflictId(id, key), { record: id, key, base: b, local: l, remote: r });
  }

  /** What one side removed, the other may still speak of: flows of nodes, ends of wires, members of groups. */
  #keepTogether(merged: Map<string, NodeRecord>): void {
    const lost = new Set([...this.#base.keys()].filter((id) => !merged.has(id)));
    for (const record of [...merged.values()]) {
      const home = record.z;
      if (!home || !lost.has(home) || isContainer(record)) continue;
      // One side removed the flow; what the other put or changed there decides whether it comes back.
      const [removedBy, kept] = this.#local.has(home)
        ? [this.#remote, this.#local.get(home)]
        : [this.#local, this.#remote.get(home)];
      if (!kept || removedBy.has(home)) continue;
      const id = conflictId(home);
      if (!this.#conflicts.some((conflict) => conflict.id === id)) {
        this.#conflicts.push({
          id,
          record: home,
          key: undefined,
          base: this.#base.get(home),
          local: this.#local.get(home),
          remote: this.#remote.get(home),
        });
      }
      const chosen = this.#choices.get(id) === "remote" ? this.#remote.get(home) : this.#local.get(home);
      if (chosen) merged.set(home, chosen);
      else merged.delete(record.id);
    }
    for (const id of this.#base.keys()) if (merged.has(id)) lost.delete(id);
    for (const id of [...this.#local.keys(), ...this.#remote.keys()]) if (!merged.has(id)) lost.add(id);
    if (lost.size > 0) {
      for (const record of [...merged.values()]) merged.set(record.id, without(record, lost));
    }
    for (const group of [...merged.values()].filter(isGroup)) {
      const listed = (group.nodes ?? []).filter((id) => merged.get(id)?.g === group.id);
      const members = [...merged.values()].filter((record) => record.g === group.id).map(({ id }) => id);
      const nodes = [...listed, ...members.filter((id) => !listed.includes(id))];
      if (!jsonEqual(nodes, group.nodes ?? [])) merged.set(group.id, { ...group, nodes });
    }
  }
}

const PLACE = new Set(["x", "y", "w", "h"]);

/** Lists of which the order says nothing, entry by entry; undefined for everything else. */
function joinLists(key: string, type: string, base: unknown, local: unknown, remote: unknown): unknown {
  if (key === "wires" && isPorts(local) && isPorts(remote))
    return joinPorts(isPorts(base) ? base : [], local, remote);
  const isSet =
    (key === "links" && type.startsWith("link ")) ||
    (key === "nodes" && type === "group") ||
    (key === "scope" && ["catch", "status", "complete"].includes(type));
  if (isSet && isTexts(local) && isTexts(remote)) return joinSet(isTexts(base) ? base : [], local, remote);
  if (type === "subflow" && (key === "in" || key === "out")) return joinEnds(base, local, remote);
  if (key === "env" && isNamed(local) && isNamed(remote))
    return joinNamed(isNamed(base) ? base : [], local, remote);
  return undefined;
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
const isPorts = (value: unknown): value is string[][] => Array.isArray(value) && value.every(isTexts);
const isNamed = (value: unknown): value is { name: string }[] =>
  Array.isArray(value) &&
  value.every((item) => typeof item?.name === "string") &&
  new Set(value.map((item) => item.name)).size === value.length;

/** What either side added to a set, without what either side took out of it. */
function joinSet(base: readonly string[], local: readonly string[], remote: readonly string[]): string[] {
  const kept = local.filter((item) => !base.includes(item) || remote.includes(item));
  return [...new Set([...kept, ...remote.filter((item) => !base.includes(item))])];
}

function joinPorts(base: string[][], local: string[][], remote: string[][]): string[][] {
  const count = local.length === base.length ? remote.length : local.length;
  return Array.from({ length: count }, (_, port) => {
    const [b, l, r] = [base[port] ?? [], local[port] ?? [], remote[port] ?? []];
    return joinSet(b, l, r);
  });
}

/** The ends of a subflow, as long as neither side added or removed one. */
function joinEnds(base: unknown, local: unknown, remote: unknown): SubflowPort[] | undefined {
  if (!Array.isArray(base) || !Array.isArray(local) || !Array.isArray(remote)) return undefined;
  if (base.length !== local.length || base.length !== remote.length) return undefined;
  const text = (port: SubflowPort) =>
    (port.wires ?? []).map(({ id, port: n }) => JSON.stringify([id, n ?? 0]));
  return local.map((port: SubflowPort, at) => {
    const wires = joinSet(text(base[at]), text(port), text(remote[at])).map((item) => {
      const [id, number] = JSON.parse(item) as [string, number];
      const known = [...(port.wires ?? []), ...(remote[at].wires ?? [])];
      return known.find((wire) => wire.id === id && (wire.port ?? 0) === number) ?? { id, port: number };
    });
    const place = port.x === base[at].x && port.y === base[at].y ? remote[at] : port;
    return { ...port, x: place.x, y: place.y, wires };
  });
}

/** Entries with a name; undefined when both sides changed one of them differently. */
function joinNamed(
  base: { name: string }[],
  local: { name: string }[],
  remote: { name: string }[],
): { name: string }[] | undefined {
  const find = (list: { name: string }[], name: string) => list.find((item) => item.name === name);
  const out: { name: string }[] = [];
  for (const name of new Set([...local, ...remote].map((item) => item.name))) {
    const [b, l, r] = [find(base, name), find(local, name), find(remote, name)];
    const chosen = jsonEqual(l, r) || jsonEqual(b, r) ? l : jsonEqual(b, l) ? r : null;
    if (chosen === null) return undefined;
    if (chosen) out.push(chosen);
  }
  return out;
}

/** A record without wires to, and membership in, records that are gone. */
function without(record: NodeRecord, lost: ReadonlySet<string>): NodeRecord {
  let out = record;
  if (record.g && lost.has(record.g)) {
    const { g: _, ...rest } = out;
    out = rest as NodeRecord;
  }
  if (isPorts(record.wires) && record.wires.some((port) => port.some((id) => lost.has(id))))
    out = { ...out, wires: record.wires.map((port) => port.filter((id) => !lost.has(id))) };
  if (record.type.startsWith("link ") && isTexts(record.links) && record.links.some((id) => lost.has(id)))
    out = { ...out, links: record.links.filter((id) => !lost.has(id)) };
  return out;
}
