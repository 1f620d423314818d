/** The dialogs of deploying. */

import type { DialogMap } from "../features";

export default {
  "deploy-warnings": () => import("./deploy-dialogs").then((file) => file.DeployWarnings),
  "deploy-conflict": () => import("./deploy-dialogs").then((file) => file.DeployConflict),
} satisfies DialogMap;
