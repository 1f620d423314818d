/** Live wires stand above the canvas. */

import type { Slot } from "../features";

export default [
  { place: "canvas", at: 20, load: () => import("./live-slot").then((file) => file.LiveSlot) },
] satisfies Slot[];
