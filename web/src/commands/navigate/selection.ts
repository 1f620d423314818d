/** Brings the selection into view. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { selection } from "../conditions";

export default {
  id: "core:go-to-selection",
  label: msg("Go to selection"),
  subject: "navigate",
  keys: ["ctrl-enter"],
  scope: "canvas",
  needs: [selection],
  run: ({ canvas }) => canvas.reveal(canvas.selection),
} satisfies Command;
