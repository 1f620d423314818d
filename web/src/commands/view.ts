/** Zoom, scrolling, what the canvas shows. */
import type { Command } from "./command";
import { hasSelection } from "./conditions";

const SCROLL = 40;
const PAGE = 400;

const DIRECTIONS = [
  ["up", "w", 0, 1],
  ["right", "d", -1, 0],
  ["down", "s", 0, -1],
  ["left", "a", 1, 0],
] as const;

const scrolls = (verb: "scroll" | "step", modifier: string, distance: number): Command[] =>
  DIRECTIONS.map(([word, key, x, y]) => ({
    id: `core:${verb}-view-${word}`,
    label: verb === "step" ? `Scroll ${word} by a page` : `Scroll ${word}`,
    group: "view",
    keys: [`${modifier}${key}`],
    scope: "canvas",
    run: ({ canvas }) => canvas.panBy(x * distance, y * distance),
  }));

export const viewCommands: Command[] = [
  {
    id: "core:zoom-in",
    label: "Zoom in",
    group: "view",
    keys: ["ctrl-+", "ctrl-="],
    scope: "canvas",
    icon: "zoom-in",
    run: ({ canvas }) => canvas.zoomStep(1),
  },
  {
    id: "core:zoom-out",
    label: "Zoom out",
    group: "view",
    keys: ["ctrl--"],
    scope: "canvas",
    icon: "zoom-out",
    run: ({ canvas }) => canvas.zoomStep(-1),
  },
  {
    id: "core:zoom-reset",
    label: "Zoom to 100 %",
    group: "view",
    keys: ["ctrl-0"],
    scope: "canvas",
    run: ({ canvas }) => canvas.zoomTo(1),
  },
  {
    id: "core:zoom-fit",
    label: "Zoom to fit",
    group: "view",
    keys: ["ctrl-1"],
    scope: "canvas",
    icon: "zoom-fit",
    run: ({ canvas }) => canvas.fit(),
  },
  {
    id: "core:zoom-selection",
    label: "Zoom to selection",
    group: "view",
    keys: ["ctrl-2"],
    scope: "canvas",
    when: hasSelection,
    run: ({ canvas }) => canvas.fit(canvas.selection),
  },
  ...scrolls("scroll", "", SCROLL),
  ...scrolls("step", "shift-", PAGE),
  {
    id: "core:toggle-show-grid",
    label: "Show grid",
    group: "view",
    checked: ({ canvas }) => canvas.options.showGrid,
    run: ({ canvas }) => canvas.setOptions({ showGrid: !canvas.options.showGrid }),
  },
  {
    id: "core:toggle-snap-grid",
    label: "Snap to grid",
    group: "view",
    checked: ({ canvas }) => canvas.options.snap,
    run: ({ canvas }) => canvas.setOptions({ snap: !canvas.options.snap }),
  },
  {
    id: "core:toggle-status",
    label: "Show node status",
    group: "view",
    checked: ({ canvas }) => canvas.options.showStatus,
    run: ({ canvas }) => canvas.setOptions({ showStatus: !canvas.options.showStatus }),
  },
  {
    id: "core:toggle-navigator",
    label: "Show minimap",
    group: "view",
    icon: "map",
    keywords: "navigator overview",
    checked: ({ canvas }) => canvas.options.showMinimap,
    run({ canvas, ui }) {
      if (ui.toggleMinimap) ui.toggleMinimap();
      else canvas.setOptions({ showMinimap: !canvas.options.showMinimap });
    },
  },
];
