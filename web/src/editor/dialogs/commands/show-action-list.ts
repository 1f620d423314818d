/** Lists all commands. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-action-list",
  label: msg("All commands…"),
  subject: "settings",
  menu: ["main", 330],
  keys: ["ctrl-shift-p"],
  icon: "menu",
  run: () => ui.open({ kind: "commands" }),
} satisfies EditorCommand;
