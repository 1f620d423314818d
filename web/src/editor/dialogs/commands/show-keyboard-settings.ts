/** Lists keyboard shortcuts. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-keyboard-settings",
  label: msg("Keyboard shortcuts"),
  subject: "settings",
  menu: ["main", 340],
  keys: ["shift-?"],
  scope: "canvas",
  icon: "keyboard",
  run: () => ui.open({ kind: "shortcuts" }),
} satisfies EditorCommand;
