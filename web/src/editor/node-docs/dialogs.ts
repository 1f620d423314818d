/** The description of a node, where its badge is. */

import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    "node-docs": { id: string; left: number; top: number };
  }
}

export default {
  "node-docs": () => import("./node-docs").then((file) => file.NodeDocs),
} satisfies DialogMap;
