/** Clears the debug panel. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { clearDebug } from "../store";

export default {
  id: "core:clear-debug-messages",
  label: msg("Clear debug messages"),
  subject: "debug",
  keys: ["ctrl-alt-l"],
  run: () => clearDebug(),
} satisfies EditorCommand;
