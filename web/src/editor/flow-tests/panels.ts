/** The panel of flow tests. */

import { msg } from "../../i18n";
import type { Panel } from "../features";

export default [
  {
    id: "flow-tests",
    label: msg("Tests"),
    icon: "complete",
    at: 48,
    load: () => import("./test-panel").then((file) => file.TestPanel),
    command: { id: "wirelatch:show-flow-tests", label: msg("Show tests"), keys: ["ctrl-g k"] },
  },
] satisfies Panel[];
