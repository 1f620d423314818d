/** Moving on the sheet, enabling and disabling, showing labels. */
import { isGroup, isSubflow, type NodeRecord } from "../records";
import type { Transaction } from "../transaction";
import { subflowEnd } from "../wires";

/** New centre (of a group: new top left corner) by id; ends of subflows have ids of their own, see wires.ts. */
export type Positions = ReadonlyMap<string, { x: number; y: number; w?: number; h?: number }>;

/** Put records where they are now. */
export function moveRecords(tx: Transaction, positions: Positions): void {
  for (const [id, place] of positions) {
    const end = subflowEnd(id);
    if (!end) {
      const record = tx.get(id);
      if (!record) continue;
      const patch: Partial<NodeRecord> = { x: place.x, y: place.y };
      if (isGroup(record) && place.w !== undefined) Object.assign(patch, { w: place.w, h: place.h });
      tx.update(id, patch);
      continue;
    }
    const definition = tx.get(end.subflow);
    if (!definition || !isSubflow(definition)) continue;
    if (end.side === "status" && definition.status) {
      tx.update(end.subflow, { status: { ...definition.status, x: place.x, y: place.y } });
    } else if (end.side !== "status") {
      const ports = definition[end.side]?.map((port, index) =>
        index === end.index ? { ...port, x: place.x, y: place.y } : port,
      );
      tx.update(end.subflow, { [end.side]: ports });
    }
  }
}

/** Enable or disable nodes; an enabled node has no `d` in the file. */
export function setEnabled(tx: Transaction, ids: Iterable<string>, enabled: boolean): void {
  for (const id of ids) {
    const record = tx.get(id);
    if (record && !isGroup(record)) tx.update(id, { d: enabled ? undefined : true });
  }
}

/** Show or hide the labels of nodes. */
export function setLabelShown(tx: Transaction, ids: Iterable<string>, shown: boolean): void {
  for (const id of ids) {
    const record = tx.get(id);
    if (!record || isGroup(record)) continue;
    const hiddenAtFirst = record.type === "link in" || record.type === "link out";
    tx.update(id, { l: shown === !hiddenAtFirst ? undefined : shown });
  }
}
