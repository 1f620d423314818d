/** Flows and subflows: add, remove, order, go from one to the next. */
import { union } from "../canvas/kernels";
import {
  addSubflow,
  addTab,
  canConvertToSubflow,
  convertToSubflow,
  isTab,
  moveTab,
  removeFlow,
} from "../document";
import type { Command } from "./command";
import { canEditSelection } from "./conditions";
import type { EditorContext } from "./context";
import { withMembers } from "./placing";

const shownTab = ({ document, canvas }: EditorContext) => {
  const record = document.get(canvas.flow);
  return record && isTab(record) ? record : undefined;
};

/** Show the flow so many places further on. */
function showNeighbour({ document, canvas, ui }: EditorContext, step: number): void {
  const tabs = document.tabs();
  const at = tabs.findIndex((tab) => tab.id === canvas.flow);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  if (next) ui.showFlow(next.id);
}

function addFlow({ document, ui }: EditorContext, afterId?: string): void {
  let id = "";
  document.transact("Add flow", (tx) => {
    id = addTab(tx, document, afterId);
  });
  ui.showFlow(id);
}

function setTab(context: EditorContext, label: string, patch: Record<string, unknown>): void {
  const tab = shownTab(context);
  if (tab) context.document.transact(label, (tx) => tx.update(tab.id, patch));
}

const canEditTab = (context: EditorContext): boolean => context.canWrite && shownTab(context) !== undefined;

export const flowCommands: Command[] = [
  {
    id: "core:add-flow",
    label: "Add flow",
    group: "flow",
    icon: "add",
    keywords: "new tab",
    when: ({ canWrite }) => canWrite,
    run: (context) => addFlow(context),
  },
  {
    id: "core:add-flow-to-right",
    label: "Add flow to the right",
    group: "flow",
    when: canEditTab,
    run: (context) => addFlow(context, context.canvas.flow),
  },
  {
    id: "core:edit-flow",
    label: "Edit flow",
    group: "flow",
    when: (context) => context.ui.editFlow !== undefined && context.canvas.flow !== "",
    run: ({ ui, canvas }) => ui.editFlow?.(canvas.flow),
  },
  {
    id: "core:remove-flow",
    label: "Delete flow",
    group: "flow",
    icon: "trash",
    when: ({ canWrite, canvas, document }) => canWrite && document.get(canvas.flow) !== undefined,
    run(context) {
      const { document, canvas, ui } = context;
      const id = canvas.flow;
      if (ui.confirmRemoveFlow) {
        ui.confirmRemoveFlow(id);
        return;
      }
      const tabs = document.tabs();
      const at = tabs.findIndex((tab) => tab.id === id);
      const next = tabs[at + 1] ?? tabs[at - 1] ?? tabs[0];
      document.transact("Delete flow", (tx) => removeFlow(tx, document, id));
      if (next && next.id !== id) ui.showFlow(next.id);
    },
  },
  {
    id: "core:enable-flow",
    label: "Enable flow",
    group: "flow",
    when: (context) => canEditTab(context) && shownTab(context)?.disabled === true,
    run: (context) => setTab(context, "Enable flow", { disabled: false }),
  },
  {
    id: "core:disable-flow",
    label: "Disable flow",
    group: "flow",
    when: (context) => canEditTab(context) && shownTab(context)?.disabled !== true,
    run: (context) => setTab(context, "Disable flow", { disabled: true }),
  },
  {
    id: "core:lock-flow",
    label: "Lock flow",
    group: "flow",
    icon: "lock",
    when: (context) => canEditTab(context) && shownTab(context)?.locked !== true,
    run: (context) => setTab(context, "Lock flow", { locked: true }),
  },
  {
    id: "core:unlock-flow",
    label: "Unlock flow",
    group: "flow",
    icon: "unlock",
    when: (context) => canEditTab(context) && shownTab(context)?.locked === true,
    run: (context) => setTab(context, "Unlock flow", { locked: undefined }),
  },
  {
    id: "core:move-flow-to-start",
    label: "Move flow to start",
    group: "flow",
    when: canEditTab,
    run: ({ document, canvas }) =>
      document.transact("Move flow", (tx) => moveTab(tx, document, canvas.flow, 0)),
  },
  {
    id: "core:move-flow-to-end",
    label: "Move flow to end",
    group: "flow",
    when: canEditTab,
    run: ({ document, canvas }) =>
      document.transact("Move flow", (tx) => moveTab(tx, document, canvas.flow, document.tabs().length)),
  },
  {
    id: "core:show-next-tab",
    label: "Show next flow",
    group: "navigate",
    keys: ["ctrl-]"],
    scope: "canvas",
    run: (context) => showNeighbour(context, 1),
  },
  {
    id: "core:show-previous-tab",
    label: "Show previous flow",
    group: "navigate",
    keys: ["ctrl-["],
    scope: "canvas",
    run: (context) => showNeighbour(context, -1),
  },
  {
    id: "core:show-first-tab",
    label: "Show first flow",
    group: "navigate",
    run: ({ document, ui }) => {
      const [first] = document.tabs();
      if (first) ui.showFlow(first.id);
    },
  },
  {
    id: "core:show-last-tab",
    label: "Show last flow",
    group: "navigate",
    run: ({ document, ui }) => {
      const last = document.tabs().at(-1);
      if (last) ui.showFlow(last.id);
    },
  },
  {
    id: "core:list-flows",
    label: "List flows",
    group: "navigate",
    keys: ["ctrl-shift-f"],
    when: ({ ui }) => ui.listFlows !== undefined,
    run: ({ ui }) => ui.listFlows?.(),
  },
  {
    id: "core:create-subflow",
    label: "Create subflow",
    group: "flow",
    icon: "subflow",
    when: ({ canWrite }) => canWrite,
    run({ document, ui }) {
      let id = "";
      document.transact("Create subflow", (tx) => {
        id = addSubflow(tx, document);
      });
      ui.showFlow(id);
    },
  },
  {
    id: "core:convert-to-subflow",
    label: "Turn selection into a subflow",
    group: "flow",
    when: canEditSelection,
    run(context) {
      const { document, canvas, ui } = context;
      const ids = withMembers(context, canvas.selection);
      if (!canConvertToSubflow(document, canvas.flow, ids)) {
        ui.notify(
          "A subflow has one input: wires from outside lead to more than one of the selected nodes.",
          "error",
        );
        return;
      }
      const box = union([...ids].map((id) => canvas.boxOf(id)).filter((item) => item !== undefined));
      if (!box) return;
      let instance = "";
      document.transact("Turn into subflow", (tx) => {
        instance = convertToSubflow(tx, document, canvas.flow, ids, box);
      });
      canvas.select([instance]);
    },
  },
];
