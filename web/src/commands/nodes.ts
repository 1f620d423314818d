/** What is done to the selected nodes themselves: enable, disable, labels, buttons, debug. */
import { isGroup, membersOf, type NodeRecord, setEnabled, setLabelShown } from "../document";
import type { Command } from "./command";
import { canEdit, canEditSelection, hasSelection, selectedNodes } from "./conditions";
import type { EditorContext } from "./context";

/** The selected nodes and those in selected groups. */
function chosen({ canvas, document }: EditorContext): string[] {
  const ids = [...canvas.selection].flatMap((id) => [id, ...membersOf(id, document)]);
  return [...new Set(ids)].filter((id) => {
    const record = document.get(id);
    return record !== undefined && !isGroup(record);
  });
}

/** Switch debug nodes on or off. */
function activateDebug({ document }: EditorContext, records: readonly NodeRecord[], active: boolean): void {
  const nodes = records.filter((record) => record.type === "debug" && (record.active !== false) !== active);
  document.transact(active ? "Switch debug on" : "Switch debug off", (tx) => {
    for (const node of nodes) tx.update(node.id, { active });
  });
}

const debugCommand = (
  id: string,
  label: string,
  active: boolean,
  records: (context: EditorContext) => NodeRecord[],
): Command => ({
  id,
  label,
  group: "edit",
  when: (context) => canEdit(context) && records(context).some((record) => record.type === "debug"),
  run: (context) => activateDebug(context, records(context), active),
});

const onFlow = ({ document, canvas }: EditorContext): NodeRecord[] => document.onFlow(canvas.flow);
const everywhere = ({ document }: EditorContext): NodeRecord[] => document.all();

export const nodeCommands: Command[] = [
  {
    id: "core:enable-selected-nodes",
    label: "Enable selected nodes",
    group: "edit",
    when: (context) =>
      canEditSelection(context) && chosen(context).some((id) => context.document.get(id)?.d === true),
    run: (context) => context.document.transact("Enable", (tx) => setEnabled(tx, chosen(context), true)),
  },
  {
    id: "core:disable-selected-nodes",
    label: "Disable selected nodes",
    group: "edit",
    when: (context) =>
      canEditSelection(context) && chosen(context).some((id) => context.document.get(id)?.d !== true),
    run: (context) => context.document.transact("Disable", (tx) => setEnabled(tx, chosen(context), false)),
  },
  {
    id: "core:show-selected-node-labels",
    label: "Show labels of selected nodes",
    group: "edit",
    when: canEditSelection,
    run: (context) =>
      context.document.transact("Show labels", (tx) => setLabelShown(tx, chosen(context), true)),
  },
  {
    id: "core:hide-selected-node-labels",
    label: "Hide labels of selected nodes",
    group: "edit",
    when: canEditSelection,
    run: (context) =>
      context.document.transact("Hide labels", (tx) => setLabelShown(tx, chosen(context), false)),
  },
  {
    id: "core:trigger-selected-nodes-action",
    label: "Press the button of selected nodes",
    group: "edit",
    keywords: "inject trigger",
    when: (context) => hasSelection(context) && context.ui.pressButton !== undefined,
    run(context) {
      for (const node of selectedNodes(context)) {
        if (context.document.types.get(node.type)?.button) context.ui.pressButton?.(node.id);
      }
    },
  },
  debugCommand("core:activate-selected-debug-nodes", "Switch selected debug nodes on", true, selectedNodes),
  debugCommand(
    "core:deactivate-selected-debug-nodes",
    "Switch selected debug nodes off",
    false,
    selectedNodes,
  ),
  debugCommand("core:activate-all-flow-debug-nodes", "Switch all debug nodes of this flow on", true, onFlow),
  debugCommand(
    "core:deactivate-all-flow-debug-nodes",
    "Switch all debug nodes of this flow off",
    false,
    onFlow,
  ),
  debugCommand("core:activate-all-debug-nodes", "Switch all debug nodes on", true, everywhere),
  debugCommand("core:deactivate-all-debug-nodes", "Switch all debug nodes off", false, everywhere),
];
