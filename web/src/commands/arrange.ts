/** Aligning, distributing, moving by keys, order of drawing. */
import { align, alignToGrid, distribute, type Edge, GRID, type Point } from "../canvas/kernels";
import type { Command } from "./command";
import { canEditSelection, hasSeveral } from "./conditions";
import type { EditorContext } from "./context";
import { moveBy, selectedBoxes } from "./placing";

const aligned = (edge: Edge, word: string, key: string): Command => ({
  id: `core:align-selection-to-${edge}`,
  label: `Align to ${word}`,
  group: "arrange",
  keys: [`alt-a ${key}`],
  scope: "canvas",
  when: hasSeveral,
  run: (context) => moveBy(context, align(selectedBoxes(context), edge), `Align to ${word}`),
});

const distributed = (axis: "x" | "y", word: string, key: string): Command => ({
  id: `core:distribute-selection-${word}`,
  label: `Distribute ${word}`,
  group: "arrange",
  keys: [`alt-a ${key}`],
  scope: "canvas",
  keywords: "space evenly",
  when: (context) => canEditSelection(context) && context.canvas.selection.size > 2,
  run: (context) => moveBy(context, distribute(selectedBoxes(context), axis), `Distribute ${word}`),
});

const DIRECTIONS: readonly (readonly [string, Point])[] = [
  ["up", { x: 0, y: -1 }],
  ["right", { x: 1, y: 0 }],
  ["down", { x: 0, y: 1 }],
  ["left", { x: -1, y: 0 }],
];

function nudge(context: EditorContext, direction: Point, distance: number): void {
  const move = { x: direction.x * distance, y: direction.y * distance };
  const moves = new Map([...selectedBoxes(context).keys()].map((id) => [id, move]));
  moveBy(context, moves, "Move", `nudge-${[...context.canvas.selection].join()}`);
  context.canvas.reveal(context.canvas.selection);
}

const nudges = (verb: "move" | "step", modifier: string, distance: number): Command[] =>
  DIRECTIONS.map(([word, direction]) => ({
    id: `core:${verb}-selection-${word}`,
    label: verb === "step" ? `Move ${word} by a step of the grid` : `Move ${word}`,
    group: "arrange",
    keys: [`${modifier}-${word}`],
    scope: "canvas",
    when: canEditSelection,
    run: (context) => nudge(context, direction, distance),
  }));

/** Records drawn later are on top: the order in the file is the order of drawing. */
function reorder({ document, canvas }: EditorContext, to: "front" | "back" | "forwards" | "backwards"): void {
  const here = document.onFlow(canvas.flow).map((record) => record.id);
  const chosen = here.filter((id) => canvas.selection.has(id));
  const others = here.filter((id) => !canvas.selection.has(id));
  document.transact("Change order", (tx) => {
    if (to === "front") for (const id of chosen) tx.move(id);
    else if (to === "back") {
      const first = others[0];
      if (first !== undefined) for (const id of chosen) tx.move(id, first);
    } else if (to === "forwards") {
      for (const id of [...chosen].reverse()) tx.move(id, here[here.indexOf(id) + 2]);
    } else {
      for (const id of chosen) {
        const before = here[here.indexOf(id) - 1];
        if (before !== undefined) tx.move(id, before);
      }
    }
  });
}

const ordered = (id: string, label: string, to: "front" | "back" | "forwards" | "backwards"): Command => ({
  id,
  label,
  group: "arrange",
  when: canEditSelection,
  run: (context) => reorder(context, to),
});

export const arrangeCommands: Command[] = [
  {
    id: "core:align-selection-to-grid",
    label: "Align to grid",
    group: "arrange",
    keys: ["alt-a g"],
    scope: "canvas",
    keywords: "snap",
    when: canEditSelection,
    run: (context) => moveBy(context, alignToGrid(selectedBoxes(context)), "Align to grid"),
  },
  aligned("left", "the left", "l"),
  aligned("center", "the centre", "c"),
  aligned("right", "the right", "r"),
  aligned("top", "the top", "t"),
  aligned("middle", "the middle", "m"),
  aligned("bottom", "the bottom", "b"),
  distributed("x", "horizontally", "h"),
  distributed("y", "vertically", "v"),
  ...nudges("step", "shift", GRID),
  ...nudges("move", "ctrl", 1),
  ordered("core:move-selection-to-front", "Bring to front", "front"),
  ordered("core:move-selection-forwards", "Bring forwards", "forwards"),
  ordered("core:move-selection-backwards", "Send backwards", "backwards"),
  ordered("core:move-selection-to-back", "Send to back", "back"),
];
