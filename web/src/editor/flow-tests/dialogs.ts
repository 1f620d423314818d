/** The dialog that edits a flow test. */

import type { FlowTest } from "../../schema";
import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    "flow-test": { test: FlowTest; isNew: boolean };
  }
}

export default {
  "flow-test": () => import("./test-dialog").then((file) => file.TestDialog),
} satisfies DialogMap;
