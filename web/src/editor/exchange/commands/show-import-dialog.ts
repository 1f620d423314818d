/** Takes flows from a file or the clipboard. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-import-dialog",
  label: msg("Import…"),
  subject: "transfer",
  menu: ["main", 100],
  contextMenus: { sheet: 400 },
  keys: ["ctrl-i"],
  icon: "import",
  keywords: "paste json file",
  needs: [mayChange],
  run: () => ui.open({ kind: "import" }),
} satisfies EditorCommand;
