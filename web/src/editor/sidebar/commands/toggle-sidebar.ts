/** Showing and hiding the sidebar; Node-RED has two actions for it. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default [
  {
    id: "core:toggle-right-sidebar",
    label: msg("Show sidebar"),
    subject: "view",
    menu: ["view", 110],
    keys: ["ctrl-space"],
    checked: () => ui.get().isSidebarOpen,
    run: () => ui.toggleSidebar(),
  },
  {
    id: "core:toggle-sidebar",
    label: msg("Show or hide the sidebar"),
    subject: "view",
    run: () => ui.toggleSidebar(),
  },
] satisfies EditorCommand[];
