/** Shows what has happened since the page was opened. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-event-log",
  label: msg("Event log"),
  subject: "show",
  menu: ["show", 300],
  keys: ["ctrl-shift-l"],
  icon: "bell",
  keywords: "notices messages history",
  run: () => ui.open({ kind: "event-log" }),
} satisfies EditorCommand;
