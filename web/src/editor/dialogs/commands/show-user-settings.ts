/** Opens what a person can set for themselves. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-user-settings",
  label: msg("Settings"),
  subject: "settings",
  menu: ["main", 320],
  keys: ["ctrl-,"],
  icon: "settings",
  run: () => ui.open({ kind: "settings" }),
} satisfies EditorCommand;
