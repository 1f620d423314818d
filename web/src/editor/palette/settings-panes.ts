/** What is installed, among the user settings, where Node-RED has it. */

import { msg } from "../../i18n";
import type { SettingsPane } from "../features";

export default [
  {
    id: "palette",
    label: msg("Palette"),
    icon: "palette",
    at: 20,
    load: () => import("./manager-pane").then((file) => file.ManagerPane),
  },
] satisfies SettingsPane[];
