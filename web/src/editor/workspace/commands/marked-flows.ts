/** What is done to several flows at once: those whose tabs are marked with ctrl or shift. */

import { mayChange } from "../../../commands/conditions";
import { removeFlow } from "../../../document";
import { msg, t } from "../../../i18n";
import { notify } from "../../../ui/Toast";
import { type AppContext, type EditorCommand, needEditor } from "../../command";
import { showFlow } from "../../flows";
import { ui } from "../../store";
import { chosenFlows, clearMarks, useFlowTabs } from "../hidden-flows";

const marked = needEditor(
  msg("Mark several tabs with Ctrl or Shift."),
  () => useFlowTabs.getState().marked.size > 1,
);

function remove({ editor, document }: AppContext): void {
  const ids = chosenFlows(editor);
  document.transact("Delete flows", (tx) => {
    for (const id of ids) removeFlow(tx, document, id);
  });
  clearMarks();
  const next = document.tabs()[0]?.id;
  if (!document.get(ui.get().flow)) {
    if (next) showFlow(editor, next);
    else {
      ui.set({ flow: "", selection: [] });
      editor.canvas?.showFlow("");
    }
  }
  notify({
    kind: "info",
    title: t("{count, plural, one {# flow deleted} other {# flows deleted}}", { count: ids.length }),
    action: { label: t("Undo"), onPress: () => document.undo() },
  });
}

const set = (id: string, label: string, at: number, patch: Record<string, unknown>): EditorCommand => ({
  id,
  label,
  subject: "flow",
  contextMenus: { tab: at },
  needs: [mayChange, marked],
  run: ({ editor, document }) =>
    document.transact(label, (tx) => {
      for (const flow of chosenFlows(editor)) tx.update(flow, patch);
    }),
});

export default [
  set("wirelatch:enable-marked-flows", msg("Enable marked flows"), 510, { disabled: false }),
  set("wirelatch:disable-marked-flows", msg("Disable marked flows"), 520, { disabled: true }),
  set("wirelatch:lock-marked-flows", msg("Lock marked flows"), 530, { locked: true }),
  {
    id: "wirelatch:remove-marked-flows",
    label: msg("Delete marked flows"),
    subject: "flow",
    contextMenus: { tab: 540 },
    icon: "trash",
    isDangerous: true,
    needs: [mayChange, marked],
    run: remove,
  },
] satisfies EditorCommand[];
