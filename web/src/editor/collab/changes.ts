/** What differs from what is deployed, by whom. */

import { isContainer, nodeLabel } from "../../document";
import type { Editor } from "../editor";

export interface DraftChange {
  id: string;
  label: string;
  kind: "added" | "changed" | "moved" | "removed";
  /** The name of the flow it is on; empty for what is on none. */
  flow: string;
}

export interface PersonsChanges {
  /** Empty when nobody knows who it was. */
  name: string;
  changes: DraftChange[];
}

export function changesByPerson(
  { document, types }: Editor,
  authors: Readonly<Record<string, string>>,
): PersonsChanges[] {
  const people = new Map<string, DraftChange[]>();
  const removed = document.removedRecords();
  const records = [...[...document.changedIds()].map((id) => document.get(id)!), ...removed];
  for (const record of records) {
    const flow = record.z ? (document.get(record.z) ?? document.deployedRecord(record.z)) : undefined;
    const name = authors[record.id] ?? "";
    const list = people.get(name) ?? [];
    people.set(name, list);
    list.push({
      id: record.id,
      label: nodeLabel(record, types, document) || record.type,
      kind: document.changeOf(record.id) ?? "changed",
      flow: flow && !isContainer(record) ? nodeLabel(flow, types, document) : "",
    });
  }
  return [...people]
    .map(([name, changes]) => ({ name, changes }))
    .sort((a, b) => b.changes.length - a.changes.length);
}
