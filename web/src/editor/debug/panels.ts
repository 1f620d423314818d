/** The panel of debug messages. */

import { msg } from "../../i18n";
import type { Panel } from "../features";

export default [
  {
    id: "debug",
    label: msg("Debug"),
    icon: "debug",
    at: 40,
    load: () => import("./debug-panel").then((file) => file.DebugPanel),
    command: { id: "core:show-debug-tab", label: msg("Show debug messages"), keys: ["ctrl-g d"] },
  },
] satisfies Panel[];
