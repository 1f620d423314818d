/** The dialogs of deploying. */

import type { DialogMap } from "../features";

export default {
  "deploy-warnings": () => import("./deploy-dialogs").then((file) => file.DeployWarnings),
  "deploy-conflict": () => import("../versions/conflict-dialog").then((file) => file.DeployConflict),
} satisfies DialogMap;
