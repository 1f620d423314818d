/** Moving the selection by keys: by one, and by a step of the grid. Presses of one run are one step of undo. */

import type { Point } from "../../canvas/kernels";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";
import { moveBy, selectedBoxes } from "../placing";

const GRID = 20;

const DIRECTIONS = {
  up: { x: 0, y: -1 },
  right: { x: 1, y: 0 },
  down: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
} satisfies Record<string, Point>;

const nudge = (verb: "move" | "step", direction: keyof typeof DIRECTIONS, label: string): Command => ({
  id: `core:${verb}-selection-${direction}`,
  label,
  subject: "arrange",
  keys: [`${verb === "move" ? "ctrl" : "shift"}-${direction}`],
  scope: "canvas",
  needs: [...editable, selection],
  run(context) {
    const distance = verb === "move" ? 1 : GRID;
    const move = { x: DIRECTIONS[direction].x * distance, y: DIRECTIONS[direction].y * distance };
    const moves = new Map([...selectedBoxes(context).keys()].map((id) => [id, move]));
    moveBy(context, moves, "Move", `nudge-${[...context.canvas.selection].join()}`);
    context.canvas.reveal(context.canvas.selection);
  },
});

export default [
  nudge("step", "up", msg("Move up by a step of the grid")),
  nudge("step", "right", msg("Move right by a step of the grid")),
  nudge("step", "down", msg("Move down by a step of the grid")),
  nudge("step", "left", msg("Move left by a step of the grid")),
  nudge("move", "up", msg("Move up")),
  nudge("move", "right", msg("Move right")),
  nudge("move", "down", msg("Move down")),
  nudge("move", "left", msg("Move left")),
];
