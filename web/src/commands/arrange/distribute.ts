/** Spacing the selection evenly. */

import { distribute } from "../../canvas/kernels";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selectionOf } from "../conditions";
import { moveBy, selectedBoxes } from "../placing";

const distributed = (axis: "x" | "y", word: string, label: string, key: string, at: number): Command => ({
  id: `core:distribute-selection-${word}`,
  label,
  subject: "arrange",
  menu: ["arrange", at],
  keys: [`alt-a ${key}`],
  scope: "canvas",
  keywords: "space evenly",
  needs: [...editable, selectionOf(3, msg("Select at least three nodes."))],
  run: (context) => moveBy(context, distribute(selectedBoxes(context), axis), label),
});

export default [
  distributed("x", "horizontally", msg("Distribute horizontally"), "h", 200),
  distributed("y", "vertically", msg("Distribute vertically"), "v", 210),
];
