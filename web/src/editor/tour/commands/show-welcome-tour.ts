/** Shows what is where. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-welcome-tour",
  label: msg("Tour of the editor"),
  subject: "settings",
  menu: ["main", 390],
  icon: "wand",
  keywords: "welcome guide help introduction",
  run: () => ui.open({ kind: "tour" }),
} satisfies EditorCommand;
