/** The footer counts problems. */

import type { Slot } from "../features";

export default [
  { place: "footer", at: 10, load: () => import("./problem-counts").then((file) => file.ProblemCounts) },
] satisfies Slot[];
