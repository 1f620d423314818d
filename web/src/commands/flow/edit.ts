/** Opens the properties of the flow or subflow that is shown. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { openFlow } from "../conditions";

export default {
  id: "core:edit-flow",
  label: msg("Edit flow"),
  subject: "flow",
  menu: ["flows", 110],
  contextMenus: { sheet: 420, tab: 100 },
  icon: "edit",
  needs: [openFlow],
  run: ({ ui, canvas }) => ui.editFlow(canvas.flow),
} satisfies Command;
