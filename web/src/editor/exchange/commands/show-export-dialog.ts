/** Hands out flows as text or file. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-export-dialog",
  label: msg("Export…"),
  subject: "transfer",
  menu: ["main", 110],
  contextMenus: { sheet: 410, node: 440, tab: 210 },
  keys: ["ctrl-e"],
  icon: "export",
  keywords: "download json file",
  run: () => ui.open({ kind: "export" }),
} satisfies EditorCommand;
