/** Copies the selection. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { selection } from "../conditions";
import { copySelection } from "../taking";

export default {
  id: "core:copy-selection-to-internal-clipboard",
  label: msg("Copy"),
  subject: "edit",
  menu: ["edit", 210],
  contextMenus: { node: 210, group: 210 },
  keys: ["ctrl-c"],
  scope: "canvas",
  icon: "copy",
  needs: [selection],
  run: copySelection,
} satisfies Command;
