/** Zooming: in, out, to 100 %, to the whole flow, to the selection. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { selection } from "../conditions";

export default [
  {
    id: "core:zoom-in",
    label: msg("Zoom in"),
    subject: "view",
    menu: ["view", 400],
    keys: ["ctrl-+", "ctrl-="],
    scope: "canvas",
    icon: "zoom-in",
    run: ({ canvas }) => canvas.zoomStep(1),
  },
  {
    id: "core:zoom-out",
    label: msg("Zoom out"),
    subject: "view",
    menu: ["view", 410],
    keys: ["ctrl--"],
    scope: "canvas",
    icon: "zoom-out",
    run: ({ canvas }) => canvas.zoomStep(-1),
  },
  {
    id: "core:zoom-reset",
    label: msg("Zoom to 100 %"),
    subject: "view",
    menu: ["view", 420],
    keys: ["ctrl-0"],
    scope: "canvas",
    run: ({ canvas }) => canvas.zoomTo(1),
  },
  {
    id: "core:zoom-fit",
    label: msg("Zoom to fit"),
    subject: "view",
    menu: ["view", 430],
    contextMenus: { sheet: 310 },
    keys: ["ctrl-1"],
    scope: "canvas",
    icon: "zoom-fit",
    run: ({ canvas }) => canvas.fit(),
  },
  {
    id: "wirelatch:zoom-selection",
    label: msg("Zoom to selection"),
    subject: "view",
    menu: ["view", 440],
    keys: ["ctrl-2"],
    scope: "canvas",
    needs: [selection],
    run: ({ canvas }) => canvas.fit(canvas.selection),
  },
] satisfies Command[];
