/** The dialogs of drafts. */

import type { DialogMap } from "../features";
import type { DraftAction } from "./draft-actions";

declare module "../store" {
  interface DialogSpecs {
    "draft-question": { action: DraftAction };
    "draft-changes": object;
  }
}

export default {
  "draft-question": () => import("./draft-question").then((file) => file.DraftQuestion),
  "draft-changes": () => import("./draft-changes").then((file) => file.DraftChanges),
} satisfies DialogMap;
