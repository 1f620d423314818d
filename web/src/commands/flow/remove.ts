/** Deletes the flow or subflow that is shown. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { mayChange, openFlow } from "../conditions";

export default {
  id: "core:remove-flow",
  label: msg("Delete flow"),
  subject: "flow",
  menu: ["flows", 300],
  contextMenus: { tab: 300 },
  icon: "trash",
  isDangerous: true,
  needs: [mayChange, openFlow],
  run: ({ ui, canvas }) => ui.removeFlow(canvas.flow),
} satisfies Command;
