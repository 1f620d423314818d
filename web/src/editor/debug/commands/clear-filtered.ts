/** Clears the messages that the debug panel shows, and keeps those that its filter hides. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { clearShown } from "../filter";

export default {
  id: "core:clear-filtered-debug-messages",
  label: msg("Clear the debug messages shown"),
  help: msg("Those that the filter of the debug panel hides are kept."),
  subject: "debug",
  run: ({ editor }) => clearShown(editor),
} satisfies EditorCommand;
