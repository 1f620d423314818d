/** The dialogs of version history and differences. */

import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    "flow-diff": { against: "deployed" | "remote" };
    versions: object;
  }
}

export default {
  "flow-diff": () => import("./diff-dialog").then((file) => file.DiffDialog),
  versions: () => import("./versions-dialog").then((file) => file.VersionsDialog),
} satisfies DialogMap;
