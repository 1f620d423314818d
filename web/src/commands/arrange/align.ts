/** Aligning the selection to an edge, a middle line or the grid. */

import { align, alignToGrid } from "../../canvas/kernels";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection, several } from "../conditions";
import { moveBy, selectedBoxes } from "../placing";

type Edge = Parameters<typeof align>[1];

const aligned = (edge: Edge, label: string, key: string, at: number): Command => ({
  id: `core:align-selection-to-${edge}`,
  label,
  subject: "arrange",
  menu: ["arrange", at],
  keys: [`alt-a ${key}`],
  scope: "canvas",
  needs: [...editable, several],
  run: (context) => moveBy(context, align(selectedBoxes(context), edge), label),
});

const toGrid: Command = {
  id: "core:align-selection-to-grid",
  label: msg("Align to grid"),
  subject: "arrange",
  menu: ["arrange", 160],
  keys: ["alt-a g"],
  scope: "canvas",
  keywords: "snap",
  needs: [...editable, selection],
  run: (context) => moveBy(context, alignToGrid(selectedBoxes(context)), "Align to grid"),
};

export default [
  aligned("left", msg("Align to the left"), "l", 100),
  aligned("center", msg("Align to the centre"), "c", 110),
  aligned("right", msg("Align to the right"), "r", 120),
  aligned("top", msg("Align to the top"), "t", 130),
  aligned("middle", msg("Align to the middle"), "m", 140),
  aligned("bottom", msg("Align to the bottom"), "b", 150),
  toGrid,
];
