/** What is changed here against what is deployed, and against what runs now. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default [
  {
    id: "core:show-current-diff",
    label: msg("Show changes that are not deployed"),
    subject: "history",
    keywords: "compare difference",
    run: () => ui.open({ kind: "flow-diff", against: "deployed" }),
  },
  {
    id: "core:show-remote-diff",
    label: msg("Compare with the flows that run"),
    subject: "history",
    keys: ["ctrl-alt-r"],
    keywords: "difference remote",
    run: () => ui.open({ kind: "flow-diff", against: "remote" }),
  },
] satisfies EditorCommand[];
