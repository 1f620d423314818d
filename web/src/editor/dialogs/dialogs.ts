/** The dialogs of this folder. */

import type { DialogMap } from "../features";

export default {
  commands: () => import("./command-palette").then((file) => file.CommandPalette),
  "system-info": () => import("./system-info-dialog").then((file) => file.SystemInfoDialog),
  about: () => import("./about-dialog").then((file) => file.AboutDialog),
  "quick-add": () => import("./quick-add").then((file) => file.QuickAddDialog),
  "signed-out": () => import("./signed-out-dialog").then((file) => file.SignedOutDialog),
} satisfies DialogMap;
