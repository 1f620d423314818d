/** Makes flow tests: by hand, or of the next message. */

import { mayChange, openFlow } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";
import { newTest } from "../new-test";

const onTab = needEditor(
  msg("Tests are of flows: show one, not a subflow."),
  ({ document, canvas }) => document.get(canvas.flow)?.type === "tab",
);

export default [
  {
    id: "wirelatch:new-flow-test",
    label: msg("New test"),
    help: msg("A test of the flow shown, or of the nodes that are selected."),
    subject: "test",
    menu: ["flows", 420],
    keywords: "add create check expect",
    needs: [mayChange, openFlow, onTab],
    run: ({ canvas, document, editor }) =>
      ui.open({
        kind: "flow-test",
        test: newTest(canvas.flow, document, editor.types, [...canvas.selection]),
        isNew: true,
      }),
  },
  {
    id: "wirelatch:record-flow-test",
    label: msg("Record the next message as a test"),
    help: msg(
      "What comes to the selected nodes is expected of them; with none selected, what comes to the last ones.",
    ),
    subject: "test",
    menu: ["flows", 430],
    contextMenus: { node: 480 },
    icon: "history",
    keywords: "trace capture check expect",
    needs: [mayChange, openFlow, onTab],
    run: ({ canvas }) => {
      const nodes = [...canvas.selection];
      void import("../recording").then((file) => file.recordNext(canvas.flow, nodes));
    },
  },
] satisfies EditorCommand[];
