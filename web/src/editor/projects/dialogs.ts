/** The dialogs of projects. */

import type { DialogMap } from "../features";

declare module "../store" {
  interface DialogSpecs {
    projects: { isNew?: boolean };
    project: { tab: "changes" | "history" | "branches" | "settings" };
  }
}

export default {
  projects: () => import("./projects-dialog").then((file) => file.ProjectsDialog),
  project: () => import("./project-dialog").then((file) => file.ProjectDialog),
} satisfies DialogMap;
