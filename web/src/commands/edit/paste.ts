/** Puts what was copied under the pointer. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { editable } from "../conditions";
import { pasteRecords } from "../pasting";

export default {
  id: "core:paste-from-internal-clipboard",
  label: msg("Paste"),
  subject: "edit",
  menu: ["edit", 220],
  contextMenus: { sheet: 110, node: 220 },
  keys: ["ctrl-v"],
  scope: "canvas",
  icon: "paste",
  needs: [...editable, need(msg("Nothing was copied."), ({ clipboard }) => !clipboard.isEmpty)],
  isLeftToBrowser: ({ clipboard }) => !clipboard.isNewest,
  run: (context) => pasteRecords(context, context.clipboard.read()),
} satisfies Command;
