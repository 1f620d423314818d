/** Shows or hides the map of the flow. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:toggle-navigator",
  label: msg("Show minimap"),
  subject: "view",
  menu: ["view", 230],
  icon: "map",
  keywords: "navigator overview",
  checked: () => ui.get().isMinimapShown,
  run: () => ui.toggleMinimap(),
} satisfies EditorCommand;
