/** Tells what this is, in which version. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-about",
  label: msg("About Wirelatch"),
  subject: "settings",
  menu: ["main", 400],
  run: () => ui.open({ kind: "about" }),
} satisfies EditorCommand;
