/** The tour covers the window as a dialog does. */

import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    tour: object;
  }
}

export default {
  tour: () => import("./tour").then((file) => file.Tour),
} satisfies DialogMap;
