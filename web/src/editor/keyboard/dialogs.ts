/** Lists to choose from where others would drag: the end of a wire, a group. */

import type { OpenEnd } from "../../canvas/types";
import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    "choose-wire-end": { from: OpenEnd };
    "choose-group": { ids: readonly string[] };
  }
}

export default {
  "choose-wire-end": () => import("./choose-wire-end").then((file) => file.ChooseWireEnd),
  "choose-group": () => import("./choose-group").then((file) => file.ChooseGroup),
} satisfies DialogMap;
