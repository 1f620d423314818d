/** Tabs of flows taken away and given back; the flows go on running. */

import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { chosenFlows, hiddenFlows, hideFlows, shownFlows, unhideFlows, unhideLast } from "../hidden-flows";

const aFlow = needEditor(msg("No flow is shown; a subflow is none."), ({ editor }) =>
  chosenFlows(editor).some((id) => editor.document.get(id)?.type === "tab"),
);
const someHidden = needEditor(msg("No flow is hidden."), ({ editor }) => hiddenFlows(editor).length > 0);
const someShown = needEditor(msg("All flows are hidden."), ({ editor }) => shownFlows(editor).length > 0);

export default [
  {
    id: "core:hide-flow",
    label: msg("Hide flow"),
    subject: "flow",
    menu: ["flows", 300],
    contextMenus: { tab: 300 },
    icon: "eye-off",
    keys: ["alt-w"],
    scope: "canvas",
    keywords: "close tab",
    needs: [aFlow],
    run: ({ editor }) => hideFlows(editor, chosenFlows(editor)),
  },
  {
    id: "core:hide-other-flows",
    label: msg("Hide other flows"),
    subject: "flow",
    contextMenus: { tab: 310 },
    needs: [aFlow],
    run({ editor }) {
      const chosen = chosenFlows(editor);
      hideFlows(
        editor,
        shownFlows(editor).filter((id) => !chosen.includes(id)),
      );
    },
  },
  {
    id: "core:hide-all-flows",
    label: msg("Hide all flows"),
    subject: "flow",
    contextMenus: { tab: 320 },
    needs: [someShown],
    run: ({ editor }) => hideFlows(editor, shownFlows(editor)),
  },
  {
    id: "core:show-all-flows",
    label: msg("Show all flows"),
    subject: "flow",
    menu: ["flows", 320],
    contextMenus: { tab: 340 },
    icon: "eye",
    needs: [someHidden],
    run: ({ editor }) => unhideFlows(hiddenFlows(editor)),
  },
  {
    id: "core:show-last-hidden-flow",
    label: msg("Show the flow hidden last"),
    subject: "flow",
    menu: ["flows", 310],
    contextMenus: { tab: 330 },
    keys: ["alt-shift-w"],
    scope: "canvas",
    keywords: "reopen",
    needs: [someHidden],
    run: ({ editor }) => unhideLast(editor),
  },
] satisfies EditorCommand[];
