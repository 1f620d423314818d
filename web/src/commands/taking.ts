/** Copying the selection to the clipboard and taking it off the flow. */

import { exportRecords, isConfig, isContainer, removeRecords, removeWire } from "../document";
import { t } from "../i18n";
import type { EditorContext } from "./context";

export function copySelection({ document, canvas, clipboard, ui }: EditorContext): void {
  const records = exportRecords(document, canvas.selection);
  clipboard.write(records);
  // Not the nodes inside of the subflows that come along: nobody selected them.
  const onSheet = records.filter(({ z }) => z === canvas.flow);
  const count = onSheet.filter((record) => !isConfig(record) && !isContainer(record)).length;
  ui.notify(t("{count, plural, one {# node} other {# nodes}} copied", { count }), "info");
}

export function deleteSelection({ document, canvas }: EditorContext, reconnect: boolean): void {
  const ids = [...canvas.selection];
  const wires = canvas.selectedWires;
  document.transact("Delete", (tx) => {
    for (const wire of wires) removeWire(tx, wire);
    removeRecords(tx, document, ids, { reconnect });
  });
}
