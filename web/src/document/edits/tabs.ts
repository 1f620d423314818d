/** Flows: add, remove, reorder. */
import type { FlowDocument } from "../flow-document";
import { newTab } from "../new-node";
import { isPlaced, isTab, type NodeRecord } from "../records";
import type { Transaction } from "../transaction";

/** The next free "Flow N". */
export function nextFlowName(document: FlowDocument): string {
  const taken = new Set(document.tabs().map((tab) => tab.label));
  let count = document.tabs().length + 1;
  while (taken.has(`Flow ${count}`)) count += 1;
  return `Flow ${count}`;
}

/** Add an empty flow, after the one named or at the end; gives its id. */
export function addTab(tx: Transaction, document: FlowDocument, afterId?: string): string {
  const tab = newTab(nextFlowName(document));
  const tabs = document.tabs();
  const next = afterId === undefined ? undefined : tabs[tabs.findIndex((item) => item.id === afterId) + 1];
  tx.add(tab, next?.id);
  return tab.id;
}

/**
 * What a person who may change flows starts with: at least one flow, so that there is a sheet to draw on, and one for
 * the nodes that a damaged file puts on no flow. `id` is that of the first flow, where all are to have the same.
 */
export function withFirstFlow(records: NodeRecord[], id?: string): NodeRecord[] {
  const found = withRecoveredNodes(records);
  if (found.some(isTab)) return found;
  return [{ ...newTab("Flow 1"), ...(id === undefined ? {} : { id }) }, ...found];
}

/** Nodes with a place but no flow, on a flow of their own: else nobody would see them. */
export function withRecoveredNodes(records: NodeRecord[]): NodeRecord[] {
  const isLost = (record: NodeRecord) => isPlaced(record) && !record.z;
  if (!records.some(isLost)) return records;
  const tab = { ...newTab("Recovered nodes"), info: "The file named no flow for these nodes." };
  const flows = records.findLastIndex(isTab) + 1;
  const found = records.map((record) => (isLost(record) ? { ...record, z: tab.id } : record));
  return found.toSpliced(flows, 0, tab);
}

/** Remove a flow or subflow with everything that stands on it, its config nodes included. */
export function removeFlow(tx: Transaction, document: FlowDocument, id: string): void {
  for (const record of document.all()) if (record.z === id && tx.get(record.id)) tx.remove(record.id);
  if (tx.get(id)) tx.remove(id);
}

/** Move a flow to a place among the flows, counted from 0. */
export function moveTab(tx: Transaction, document: FlowDocument, id: string, index: number): void {
  const others = document.tabs().filter((tab) => tab.id !== id);
  const next = others[index];
  if (next) tx.move(id, next.id);
  else {
    // After the last flow, not after the nodes: Node-RED writes flows first.
    const all = document.all();
    const last = all.findLastIndex((record) => isTab(record) && record.id !== id);
    tx.move(id, all.slice(last + 1).find((record) => record.id !== id)?.id);
  }
}
