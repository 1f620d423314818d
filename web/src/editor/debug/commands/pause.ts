/** Stops taking in debug messages, or goes on. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { setPaused, useDebug } from "../store";

export default {
  id: "core:toggle-debug-messages",
  label: msg("Pause debug messages"),
  subject: "debug",
  icon: "pause",
  checked: () => useDebug.getState().isPaused,
  run: () => setPaused(!useDebug.getState().isPaused),
} satisfies EditorCommand;
