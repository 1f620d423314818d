/** People above the canvas; people and the draft in the header. */

import type { Slot } from "../features";

export default [
  { place: "canvas", at: 30, load: () => import("./collab-slots").then((file) => file.CanvasSlot) },
  { place: "header", at: 80, load: () => import("./collab-slots").then((file) => file.HeaderSlot) },
] satisfies Slot[];
