/**
 * The first flow of a document that has none: every page makes the same, and whoever edits first sends it, so that two
 * people who begin together stand on one sheet.
 */
import { isTab, type NodeRecord, type Patch, withFirstFlow } from "../document";
import type { Entry } from "./difference";

/** The deployed records as a page shows them, and how those that it made or changed are deployed. */
export function withSharedFirstFlow(
  deployed: NodeRecord[],
  ops: readonly Patch[],
  epoch: string,
): { records: NodeRecord[]; local: Map<string, Entry> } {
  if (ops.some((patch) => patch.op === "add" && isTab(patch.record)))
    return { records: deployed, local: new Map() };
  const records = withFirstFlow(deployed, epoch);
  const known = new Map(deployed.map((record) => [record.id, record]));
  const made = records.filter((record) => known.get(record.id) !== record);
  const entry = (record: NodeRecord | undefined): Entry => ({ record, rank: record ? 0 : undefined });
  return { records, local: new Map(made.map(({ id }) => [id, entry(known.get(id))])) };
}
