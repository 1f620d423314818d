/** What the search shows in the window. */

import type { Slot } from "../features";

export default [
  { place: "footer", at: 10, load: () => import("./results-bar").then((file) => file.ResultsBar) },
] satisfies Slot[];
