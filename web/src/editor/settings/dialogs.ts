/** The dialog of the user settings. */

import type { DialogMap } from "../features";

export default {
  settings: () => import("./settings-dialog").then((file) => file.SettingsDialog),
} satisfies DialogMap;
