/** Wiring gestures: splice a node into a wire, wire in series, split with junctions, detach. */
import type { FlowDocument } from "../flow-document";
import { newNode } from "../new-node";
import { portCounts } from "../ports";
import { WireMap } from "../queries";
import type { Transaction } from "../transaction";
import { addWire, removeWire, subflowEnd, type Wire } from "../wires";
import { bridges } from "./remove";

/** Put a node into a wire: what came through the wire now goes through the node's first output. */
export function spliceIntoWire(tx: Transaction, document: FlowDocument, wire: Wire, id: string): void {
  if (!canSplice(document, tx, wire, id)) return;
  removeWire(tx, wire);
  addWire(tx, { source: wire.source, port: wire.port, target: id });
  addWire(tx, { source: id, port: 0, target: wire.target });
}

/** Whether a node has both an input and an output and is not an end of the wire itself. */
export function canSplice(
  document: FlowDocument,
  records: { get(id: string): ReturnType<FlowDocument["get"]> },
  wire: Wire,
  id: string,
): boolean {
  const record = records.get(id);
  if (!record || wire.source === id || wire.target === id) return false;
  const { inputs, outputs } = portCounts(record, document.types, document);
  return inputs > 0 && outputs > 0;
}

/** Wire nodes one after the other, in the order given. */
export function wireSeries(tx: Transaction, document: FlowDocument, ids: readonly string[]): void {
  for (let index = 1; index < ids.length; index++) {
    wireIfPossible(tx, document, ids[index - 1]!, ids[index]!);
  }
}

/** Wire the first node to all others. */
export function wireOneToMany(tx: Transaction, document: FlowDocument, ids: readonly string[]): void {
  for (const target of ids.slice(1)) wireIfPossible(tx, document, ids[0]!, target);
}

/** Wire all but the last node to the last one. */
export function wireManyToOne(tx: Transaction, document: FlowDocument, ids: readonly string[]): void {
  for (const source of ids.slice(0, -1)) wireIfPossible(tx, document, source, ids.at(-1)!);
}

function wireIfPossible(tx: Transaction, document: FlowDocument, source: string, target: string): void {
  const from = tx.get(source);
  const to = tx.get(target);
  if (!from || !to || source === target) return;
  if (portCounts(from, document.types, document).outputs === 0) return;
  if (portCounts(to, document.types, document).inputs === 0) return;
  addWire(tx, { source, port: 0, target });
}

/** Take nodes out of the flow around them: wires to others go, and what was wired through them is joined. */
export function detachNodes(
  tx: Transaction,
  document: FlowDocument,
  z: string,
  ids: ReadonlySet<string>,
): void {
  const wires = WireMap.of(z, document);
  const joined = bridges(wires, ids);
  for (const wire of wires.all) if (ids.has(wire.source) !== ids.has(wire.target)) removeWire(tx, wire);
  for (const wire of joined) addWire(tx, wire);
}

/** Lead wires through a new junction at a place; gives its id. Wires must share their source or their target. */
export function insertJunction(
  tx: Transaction,
  document: FlowDocument,
  z: string,
  wires: readonly Wire[],
  x: number,
  y: number,
): string {
  const junction = newNode("junction", document.types, z, x, y, document);
  tx.add(junction);
  for (const wire of wires) {
    removeWire(tx, wire);
    addWire(tx, { source: wire.source, port: wire.port, target: junction.id });
    addWire(tx, { source: junction.id, port: 0, target: wire.target });
  }
  return junction.id;
}

/** Cut a wire in two with a pair of linked link nodes at the given places. */
export function splitWithLinks(
  tx: Transaction,
  document: FlowDocument,
  z: string,
  wire: Wire,
  out: { x: number; y: number },
  into: { x: number; y: number },
): void {
  if (subflowEnd(wire.source) || subflowEnd(wire.target)) return;
  const linkOut = newNode("link out", document.types, z, out.x, out.y, document);
  const linkIn = newNode("link in", document.types, z, into.x, into.y, document);
  tx.add({ ...linkOut, mode: "link", links: [linkIn.id], wires: [] });
  tx.add({ ...linkIn, links: [linkOut.id], wires: [[wire.target]] });
  removeWire(tx, wire);
  addWire(tx, { source: wire.source, port: wire.port, target: linkOut.id });
}
