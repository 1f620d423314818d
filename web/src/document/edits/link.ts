/** Virtual wires between link nodes: `links` at both ends name each other. */
import { idList, type NodeRecord } from "../records";
import type { Transaction } from "../transaction";

/** Whether a virtual wire can go from one node to the other. */
export function canLink(from: NodeRecord | undefined, to: NodeRecord | undefined): boolean {
  return from?.type === "link out" && from.mode !== "return" && to?.type === "link in";
}

/** Join a link out to a link in. */
export function addLink(tx: Transaction, out: string, into: string): void {
  setLinks(tx, out, (links) => [...links.filter((id) => id !== into), into]);
  setLinks(tx, into, (links) => [...links.filter((id) => id !== out), out]);
}

/** Part a link out from a link in. */
export function removeLink(tx: Transaction, out: string, into: string): void {
  setLinks(tx, out, (links) => links.filter((id) => id !== into));
  setLinks(tx, into, (links) => links.filter((id) => id !== out));
}

function setLinks(tx: Transaction, id: string, change: (links: string[]) => string[]): void {
  const record = tx.get(id);
  if (record) tx.update(id, { links: change(idList(record.links)) });
}
