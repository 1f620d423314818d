/** What differs between two documents: per record, and of a record per property. Pure. */
import { jsonEqual } from "./equal";
import { isContainer, isGroup, type NodeRecord } from "./records";

/** What a property says something about; the groups of a diff are shown apart. */
export type PropertyKind = "property" | "wires" | "place";

export interface PropertyDiff {
  key: string;
  kind: PropertyKind;
  before: unknown;
  after: unknown;
}

export interface RecordDiff {
  id: string;
  /** `moved`: only its place on the sheet differs. */
  kind: "added" | "removed" | "changed" | "moved";
  before: NodeRecord | undefined;
  after: NodeRecord | undefined;
  properties: PropertyDiff[];
}

/** The records that differ, in the order of the later document, removed ones where they stood. */
export type DocumentDiff = Map<string, RecordDiff>;

const PLACE = new Set(["x", "y", "w", "h"]);
const WIRES = new Set(["wires", "in", "out", "status", "links", "nodes"]);
/** What says nothing about a node that has just come or is gone. */
const PLAIN = new Set(["id", "type", "z", "g", "x", "y", "w", "h", "wires"]);

export const propertyKind = (key: string, record: NodeRecord | undefined): PropertyKind => {
  if (PLACE.has(key)) return "place";
  if (!WIRES.has(key)) return "property";
  // `status` and `in` of other types are their own affair.
  const isWiring =
    key === "wires" ||
    (key === "links" && record?.type.startsWith("link ")) ||
    (key === "nodes" && record?.type === "group") ||
    record?.type === "subflow";
  return isWiring ? "wires" : "property";
};

export function diffDocuments(before: readonly NodeRecord[], after: readonly NodeRecord[]): DocumentDiff {
  const old = new Map(before.map((record) => [record.id, record]));
  const now = new Map(after.map((record) => [record.id, record]));
  const found: DocumentDiff = new Map();
  const note = (id: string) => {
    const diff = diffRecords(old.get(id), now.get(id));
    if (diff) found.set(id, diff);
  };
  let next = 0;
  for (const { id } of after) {
    // Records that are gone come where they stood: before the first that stays behind them.
    if (old.has(id)) {
      while (next < before.length && before[next]!.id !== id) {
        const other = before[next]!.id;
        if (now.has(other)) break;
        note(other);
        next += 1;
      }
      if (before[next]?.id === id) next += 1;
    }
    note(id);
  }
  for (const { id } of before) if (!now.has(id) && !found.has(id)) note(id);
  return found;
}

/** How a record differs; undefined when it does not. */
export function diffRecords(
  before: NodeRecord | undefined,
  after: NodeRecord | undefined,
): RecordDiff | undefined {
  const record = after ?? before;
  if (!record || before === after) return undefined;
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const properties = keys
    .filter((key) => key !== "id" && !jsonEqual(before?.[key], after?.[key]))
    .map((key) => ({
      key,
      kind: propertyKind(key, record),
      before: before?.[key],
      after: after?.[key],
    }));
  if (properties.length === 0) return undefined;
  if (!before || !after) {
    return {
      id: record.id,
      kind: before ? "removed" : "added",
      before,
      after,
      properties: properties.filter(({ key }) => !PLAIN.has(key)),
    };
  }
  const kind = properties.every((property) => property.kind === "place") ? "moved" : "changed";
  return { id: record.id, kind, before, after, properties };
}

/** The differing records of one flow; `id` is "" for what stands on none. */
export interface FlowDiff {
  id: string;
  /** The tab or subflow as it is later, or was; undefined for "". */
  flow: NodeRecord | undefined;
  /** How the flow itself differs. */
  own: RecordDiff | undefined;
  records: RecordDiff[];
}

/** A diff by flows, in their order; flows in which nothing differs are left out. */
export function byFlow(
  diff: DocumentDiff,
  before: readonly NodeRecord[],
  after: readonly NodeRecord[],
): FlowDiff[] {
  const flows = new Map<string, FlowDiff>();
  const containers = new Map([...before, ...after].filter(isContainer).map((record) => [record.id, record]));
  for (const [id, flow] of containers) flows.set(id, { id, flow, own: diff.get(id), records: [] });
  const outside: FlowDiff = { id: "", flow: undefined, own: undefined, records: [] };
  for (const item of diff.values()) {
    const record = (item.after ?? item.before)!;
    if (isContainer(record)) continue;
    const home = flows.get(record.z ?? "") ?? outside;
    home.records.push(item);
  }
  for (const { records } of flows.values())
    records.sort((a, b) => Number(isGroup((a.after ?? a.before)!)) - Number(isGroup((b.after ?? b.before)!)));
  return [...flows.values(), outside].filter(({ own, records }) => own || records.length > 0);
}

/** How many records differ in which way. */
export function countKinds(diff: Iterable<RecordDiff>): Record<RecordDiff["kind"], number> {
  const counts = { added: 0, removed: 0, changed: 0, moved: 0 };
  for (const { kind } of diff) counts[kind] += 1;
  return counts;
}
