/** The panes of the user settings that belong to no other feature. */

import { msg } from "../../i18n";
import type { SettingsPane } from "../features";

export default [
  {
    id: "view",
    label: msg("View"),
    icon: "eye",
    at: 10,
    load: () => import("./view-pane").then((file) => file.ViewPane),
  },
  {
    id: "keyboard",
    label: msg("Keyboard"),
    icon: "keyboard",
    at: 30,
    load: () => import("./keyboard-pane").then((file) => file.KeyboardPane),
  },
  {
    id: "environment",
    label: msg("Environment"),
    icon: "database",
    at: 40,
    load: () => import("./environment-pane").then((file) => file.EnvironmentPane),
  },
] satisfies SettingsPane[];
