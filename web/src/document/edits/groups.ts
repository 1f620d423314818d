/** Grouping and ungrouping. A group's box is worked out from its members by whoever knows their sizes. */
import { newGroup } from "../new-node";
import { idList, isGroup } from "../records";
import type { Transaction } from "../transaction";

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Put records of one flow into a new group; gives its id. They leave the groups they were in. */
export function groupRecords(tx: Transaction, z: string, ids: readonly string[], box: Box): string {
  const parents = new Set(ids.map((id) => tx.get(id)?.g));
  const parent = parents.size === 1 ? [...parents][0] : undefined;
  leaveGroup(tx, ids);
  const group = newGroup(z, [...ids], box);
  if (parent) group.g = parent;
  tx.add(group);
  for (const id of ids) tx.update(id, { g: group.id });
  if (parent) tx.update(parent, { nodes: [...idList(tx.get(parent)?.nodes), group.id] });
  return group.id;
}

/** Dissolve a group: its members go to the group around it, or to the sheet. Gives their ids. */
export function ungroup(tx: Transaction, groupId: string): string[] {
  const group = tx.get(groupId);
  if (!group || !isGroup(group)) return [];
  const members = idList(group.nodes).filter((id) => tx.get(id));
  for (const id of members) tx.update(id, { g: group.g });
  if (group.g) {
    const around = idList(tx.get(group.g)?.nodes).filter((id) => id !== groupId);
    tx.update(group.g, { nodes: [...around, ...members] });
  }
  tx.remove(groupId);
  return members;
}

/** Take records out of their groups; groups left empty stay, as in Node-RED. */
export function leaveGroup(tx: Transaction, ids: Iterable<string>): void {
  for (const id of ids) {
    const group = tx.get(id)?.g;
    if (!group) continue;
    tx.update(id, { g: undefined });
    const record = tx.get(group);
    if (record) tx.update(group, { nodes: idList(record.nodes).filter((member) => member !== id) });
  }
}

/** Put records into a group that is there. */
export function joinGroup(tx: Transaction, groupId: string, ids: Iterable<string>): void {
  const joining = [...ids].filter((id) => id !== groupId && tx.get(id)?.g !== groupId);
  leaveGroup(tx, joining);
  for (const id of joining) tx.update(id, { g: groupId });
  const members = idList(tx.get(groupId)?.nodes);
  tx.update(groupId, { nodes: [...members, ...joining.filter((id) => !members.includes(id))] });
}

/** Make one group of several groups and nodes: the first group takes what is in the others. Gives its id. */
export function mergeIntoGroup(tx: Transaction, ids: readonly string[]): string | undefined {
  const first = ids.find((id) => tx.get(id)?.type === "group");
  if (first === undefined) return undefined;
  for (const id of ids) {
    if (id === first) continue;
    const record = tx.get(id);
    if (record && isGroup(record)) joinGroup(tx, first, ungroup(tx, id));
    else joinGroup(tx, first, [id]);
  }
  return first;
}
