/** Selects nothing. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";

export default {
  id: "core:select-none",
  label: msg("Select none"),
  subject: "select",
  menu: ["edit", 310],
  keys: ["escape"],
  scope: "canvas",
  needs: [
    need(
      msg("Nothing is selected."),
      ({ canvas }) => canvas.selection.size > 0 || canvas.selectedWires.length > 0,
    ),
  ],
  run: ({ canvas }) => canvas.select([]),
} satisfies Command;
