/** The panel of problems. */

import { msg } from "../../i18n";
import type { Panel } from "../features";

export default [
  {
    id: "problems",
    label: msg("Problems"),
    icon: "warning",
    at: 46,
    load: () => import("./problems-panel").then((file) => file.ProblemsPanel),
    command: { id: "wirelatch:show-problems", label: msg("Show problems"), keys: ["ctrl-g m"] },
  },
] satisfies Panel[];
