/** Flows as the tab strip handles them: show, add, reorder, enable, delete. */

import { addTab, isSubflow, moveTab, nodeLabel, removeFlow, removeRecords } from "../document";
import { t } from "../i18n";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";
import { ui } from "./store";
import { unhideFlows } from "./workspace/hidden-flows";
import { leaving } from "./workspace/locations";

/** Shows a flow or subflow; a subflow gets a tab while it is open. */
export function showFlow(editor: Editor, id: string): void {
  const record = editor.document.get(id);
  if (!record) return;
  if (id !== editor.canvas?.flow) leaving(editor);
  unhideFlows([id]);
  const { openSubflows } = ui.get();
  const isNew = isSubflow(record) && !openSubflows.includes(id);
  ui.set({ flow: id, selection: [], ...(isNew ? { openSubflows: [...openSubflows, id] } : {}) });
  editor.canvas?.showFlow(id);
}

/** Takes the tab of a subflow away; the subflow stays. */
export function closeSubflow(editor: Editor, id: string): void {
  ui.set({ openSubflows: ui.get().openSubflows.filter((open) => open !== id) });
  if (ui.get().flow === id) showFlow(editor, editor.document.tabs()[0]?.id ?? "");
}

export function addFlow(editor: Editor, afterId?: string): void {
  if (!editor.canWrite) return;
  let id = "";
  editor.document.transact("Add flow", (tx) => {
    id = addTab(tx, editor.document, afterId);
  });
  showFlow(editor, id);
}

export function moveFlow(editor: Editor, id: string, index: number): void {
  if (!editor.canWrite) return;
  editor.document.transact("Move flow", (tx) => moveTab(tx, editor.document, id, index));
}

export function setFlowEnabled(editor: Editor, id: string, isEnabled: boolean): void {
  editor.document.transact(isEnabled ? "Enable flow" : "Disable flow", (tx) =>
    tx.update(id, { disabled: !isEnabled }),
  );
}

/** Deletes a flow, or a subflow with its instances. The notice offers to take it back. */
export function deleteFlow(editor: Editor, id: string): void {
  const { document, types } = editor;
  const record = document.get(id);
  if (!record || !editor.canWrite) return;
  const name = nodeLabel(record, types, document);
  const place = document.tabs().findIndex((tab) => tab.id === id);
  document.transact(`Delete ${name}`, (tx) => {
    const instances = document.all().filter((item) => item.type === `subflow:${id}`);
    if (instances.length > 0)
      removeRecords(
        tx,
        document,
        instances.map((item) => item.id),
      );
    removeFlow(tx, document, id);
  });
  const undoVersion = document.version;
  ui.set({ openSubflows: ui.get().openSubflows.filter((open) => open !== id) });
  if (ui.get().flow === id) {
    const tabs = document.tabs();
    const next = tabs[Math.min(Math.max(place, 0), tabs.length - 1)]?.id;
    if (next) showFlow(editor, next);
    else {
      ui.set({ flow: "", selection: [] });
      editor.canvas?.showFlow("");
    }
  }
  notify({
    kind: "info",
    title: t("Deleted “{name}”", { name }),
    action: {
      label: t("Undo"),
      onPress: () => {
        if (document.version !== undoVersion) return;
        document.undo();
        showFlow(editor, id);
      },
    },
  });
}
