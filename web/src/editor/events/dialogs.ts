/** The dialog of the event log. */

import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    "event-log": object;
  }
}

export default {
  "event-log": () => import("./event-log").then((file) => file.EventLog),
} satisfies DialogMap;
