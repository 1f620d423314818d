/** Shows what was deployed before. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "wirelatch:show-versions",
  label: msg("Version history"),
  help: msg("Every deploy is kept: compare versions, name them, restore one."),
  subject: "history",
  menu: ["show", 250],
  icon: "history",
  keywords: "revisions restore undo backup",
  run: () => ui.open({ kind: "versions" }),
} satisfies EditorCommand;
