/** Shows the server's report about itself. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-system-info",
  label: msg("System information"),
  subject: "settings",
  keywords: "diagnostics report support",
  run: () => ui.open({ kind: "system-info" }),
} satisfies EditorCommand;
