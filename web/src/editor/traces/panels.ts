/** The panel of message traces. */

import { msg } from "../../i18n";
import type { Panel } from "../features";

export default [
  {
    id: "traces",
    label: msg("Traces"),
    icon: "history",
    at: 44,
    load: () => import("./trace-panel").then((file) => file.TracePanel),
    command: { id: "wirelatch:show-traces", label: msg("Show message traces"), keys: ["ctrl-g t"] },
  },
] satisfies Panel[];
