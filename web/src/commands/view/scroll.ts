/** Scrolling by keys: a little, and by a page. */

import { msg } from "../../i18n";
import type { Command } from "../command";

const DISTANCE = { scroll: 40, step: 400 };

const DIRECTIONS = {
  up: { key: "w", x: 0, y: 1 },
  right: { key: "d", x: -1, y: 0 },
  down: { key: "s", x: 0, y: -1 },
  left: { key: "a", x: 1, y: 0 },
};

const scroll = (verb: keyof typeof DISTANCE, direction: keyof typeof DIRECTIONS, label: string): Command => ({
  id: `core:${verb}-view-${direction}`,
  label,
  subject: "view",
  keys: [`${verb === "step" ? "shift-" : ""}${DIRECTIONS[direction].key}`],
  scope: "canvas",
  run({ canvas }) {
    const { x, y } = DIRECTIONS[direction];
    canvas.panBy(x * DISTANCE[verb], y * DISTANCE[verb]);
  },
});

export default [
  scroll("scroll", "up", msg("Scroll up")),
  scroll("scroll", "right", msg("Scroll right")),
  scroll("scroll", "down", msg("Scroll down")),
  scroll("scroll", "left", msg("Scroll left")),
  scroll("step", "up", msg("Scroll up by a page")),
  scroll("step", "right", msg("Scroll right by a page")),
  scroll("step", "down", msg("Scroll down by a page")),
  scroll("step", "left", msg("Scroll left by a page")),
];
