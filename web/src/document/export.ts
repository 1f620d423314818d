/** What goes onto the clipboard or into a file: records with all that they need, and no wires to what stays. */
import type { FlowDocument } from "./flow-document";
import { membersOf, referencesOf } from "./queries";
import { idList, isConfig, isGroup, isSubflow, type NodeRecord, subflowIdOf } from "./records";

/**
 * The records of a selection in file order: members of groups, config nodes that are named, definitions of subflows
 * with their insides; wires and group memberships that lead out are left out.
 */
export function exportRecords(document: FlowDocument, ids: Iterable<string>): NodeRecord[] {
  const chosen = new Set<string>();
  const queue = [...ids];
  const add = (id: string) => {
    if (chosen.has(id)) return;
    chosen.add(id);
    queue.push(id);
  };
  for (const id of queue) if (document.get(id)) chosen.add(id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const record = document.get(id);
    if (!record) continue;
    if (isGroup(record)) for (const member of membersOf(id, document)) add(member);
    if (isSubflow(record)) for (const inner of document.onFlow(id)) add(inner.id);
    const subflow = subflowIdOf(record);
    if (subflow && document.get(subflow)) add(subflow);
    const isConfigNode = (other: string) => {
      const found = document.get(other);
      return found !== undefined && isConfig(found);
    };
    for (const config of referencesOf(record, isConfigNode)) add(config);
  }
  return document
    .all()
    .filter((record) => chosen.has(record.id))
    .map((record) => trim(record, chosen));
}

/** The records of one flow: its tab or definition, all on it, its own config nodes, and what they need. */
export function exportFlow(document: FlowDocument, z: string): NodeRecord[] {
  const own = document.all().filter((record) => record.z === z || record.id === z);
  return exportRecords(
    document,
    own.map((record) => record.id),
  );
}

/** Records as text: one line, or indented as Node-RED writes them. */
export function formatRecords(records: readonly NodeRecord[], pretty: boolean): string {
  return pretty ? JSON.stringify(records, null, 4) : JSON.stringify(records);
}

function trim(record: NodeRecord, kept: ReadonlySet<string>): NodeRecord {
  const copy: NodeRecord = { ...record };
  if (Array.isArray(copy.wires)) {
    copy.wires = copy.wires.map((targets) => idList(targets).filter((target) => kept.has(target)));
  }
  if (copy.g !== undefined && !kept.has(copy.g)) delete copy.g;
  // Secrets typed since the last deploy never leave the editor.
  delete copy.credentials;
  return copy;
}
