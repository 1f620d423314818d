/** Selects everything on the flow. */

import { msg } from "../../i18n";
import type { Command } from "../command";

export default {
  id: "core:select-all-nodes",
  label: msg("Select all nodes"),
  subject: "select",
  menu: ["edit", 300],
  contextMenus: { sheet: 300 },
  keys: ["ctrl-a"],
  scope: "canvas",
  run: ({ canvas }) => canvas.select(canvas.boxes().keys()),
} satisfies Command;
