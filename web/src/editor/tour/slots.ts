/** At the first visit, the header invites to the tour. */

import type { Slot } from "../features";

export default [
  { place: "header", at: 10, load: () => import("./invitation").then((file) => file.Invitation) },
] satisfies Slot[];
