/** Deleting: whatever else refers to the deleted records is put right in the same step. */
import type { FlowDocument } from "../flow-document";
import { membersOf, WireMap } from "../queries";
import { idList, isGroup, isLink, isSubflow, type NodeRecord, type SubflowPort } from "../records";
import type { Transaction } from "../transaction";
import { addWire, removeWire, subflowEnd, type Wire } from "../wires";

export interface RemoveOptions {
  /** Join the wires that ended at the deleted nodes to those that began there. */
  reconnect?: boolean;
}

/**
 * Delete nodes, groups (with their members), junctions and wires; ends of subflows among the ids are removed from
 * the definition.
 */
export function removeRecords(
  tx: Transaction,
  document: FlowDocument,
  ids: Iterable<string>,
  options: RemoveOptions = {},
): void {
  const gone = new Set<string>();
  const ends: string[] = [];
  for (const id of ids) {
    if (subflowEnd(id)) ends.push(id);
    else if (tx.get(id)) gone.add(id);
    for (const member of membersOf(id, tx)) gone.add(member);
  }
  const flows = new Set([...gone].map((id) => tx.get(id)?.z).filter((z) => z !== undefined));
  for (const z of flows) detachWires(tx, document, z, gone, options.reconnect === true);
  for (const id of gone) forget(tx, id, gone);
  for (const id of gone) tx.remove(id);
  removeSubflowEnds(tx, document, ends);
}

/** Take away the wires between the ids and the rest; with `reconnect`, join what is left hanging. */
function detachWires(
  tx: Transaction,
  document: FlowDocument,
  z: string,
  gone: ReadonlySet<string>,
  reconnect: boolean,
): void {
  const wires = WireMap.of(z, document);
  const joined = reconnect ? bridges(wires, gone) : [];
  for (const wire of wires.all) {
    if (gone.has(wire.target) !== gone.has(wire.source)) removeWire(tx, wire);
  }
  for (const wire of joined) addWire(tx, wire);
}

/** The wires that go past the given nodes: from each source that led into them to each target they led to. */
export function bridges(wires: WireMap, past: ReadonlySet<string>): Wire[] {
  const joined: Wire[] = [];
  for (const wire of wires.all) {
    if (past.has(wire.source) || !past.has(wire.target)) continue;
    const seen = new Set<string>();
    const queue = [wire.target];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const next of wires.from(id)) {
        if (past.has(next.target)) queue.push(next.target);
        else joined.push({ source: wire.source, port: wire.port, target: next.target });
      }
    }
  }
  return joined;
}

/** Take an id out of the group and the link nodes that name it. */
function forget(tx: Transaction, id: string, gone: ReadonlySet<string>): void {
  const record = tx.get(id);
  if (!record) return;
  const group = record.g ? tx.get(record.g) : undefined;
  if (group && isGroup(group) && !gone.has(group.id)) {
    tx.update(group.id, { nodes: idList(group.nodes).filter((member) => member !== id) });
  }
  if (!isLink(record)) return;
  for (const other of idList(record.links)) {
    const partner = tx.get(other);
    if (partner && !gone.has(other) && isLink(partner) && idList(partner.links).includes(id)) {
      tx.update(other, { links: idList(partner.links).filter((link) => link !== id) });
    }
  }
}

/** Remove inputs, outputs and the status output of subflows, and the instances' wires that used them. */
function removeSubflowEnds(tx: Transaction, document: FlowDocument, ids: readonly string[]): void {
  const ends = ids.map(subflowEnd).filter((end) => end !== undefined);
  for (const end of ends.sort((a, b) => b.index - a.index)) {
    const definition = tx.get(end.subflow);
    if (!definition || !isSubflow(definition)) continue;
    if (end.side === "status") {
      tx.update(definition.id, { status: undefined });
      continue;
    }
    const ports: SubflowPort[] = definition[end.side] ?? [];
    tx.update(definition.id, { [end.side]: ports.filter((_, index) => index !== end.index) });
    for (const instance of document.all().filter((record) => record.type === `subflow:${definition.id}`)) {
      if (end.side === "out") dropOutput(tx, instance, end.index);
      else dropInput(tx, document, instance);
    }
  }
}

function dropOutput(tx: Transaction, instance: NodeRecord, index: number): void {
  const wires = tx.get(instance.id)?.wires ?? [];
  tx.update(instance.id, { wires: wires.filter((_, port) => port !== index) });
}

function dropInput(tx: Transaction, document: FlowDocument, instance: NodeRecord): void {
  if (!instance.z) return;
  for (const wire of WireMap.of(instance.z, document).to(instance.id)) removeWire(tx, wire);
}
