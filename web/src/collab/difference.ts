/** What became different of some records, as patches: what a window sends, and what it keeps while it cannot send. */
import { type FlowDocument, type NodeRecord, type Patch, recordPatches } from "../document";

/** A record with its place, or that there is none. */
export interface Entry {
  record: NodeRecord | undefined;
  rank: number | undefined;
}

/** The patches from what some records were to what the document has now. Credentials are not among them. */
export function differenceFrom(base: ReadonlyMap<string, Entry>, document: FlowDocument): Patch[] {
  const removed: Patch[] = [];
  const changed: Patch[] = [];
  const placed = new Map<string, "add" | "move">();
  for (const [id, { record: before, rank }] of base) {
    const after = document.get(id);
    if (!after) {
      if (before) removed.push({ op: "remove", id });
      continue;
    }
    if (!before) placed.set(id, "add");
    else {
      changed.push(...recordPatches(withoutSecrets(before), withoutSecrets(after)));
      if (rank !== document.rank(id)) placed.set(id, "move");
    }
  }
  if (placed.size === 0) return [...removed, ...changed];
  const placing: Patch[] = [];
  let before: string | null = null;
  const all = document.all();
  for (let index = all.length - 1; index >= 0 && placing.length < placed.size; index -= 1) {
    const record = all[index]!;
    const op = placed.get(record.id);
    if (op === "add") placing.push({ op, record: withoutSecrets(record), before });
    else if (op === "move") placing.push({ op, id: record.id, before });
    else before = record.id;
  }
  return [...removed, ...changed, ...placing.reverse()];
}

/** A record as others may see it: what a form took in as a secret stays in this window until it is deployed. */
export function withoutSecrets(record: NodeRecord): NodeRecord {
  if (record.credentials === undefined) return record;
  const { credentials: _, ...rest } = record;
  return rest as NodeRecord;
}
