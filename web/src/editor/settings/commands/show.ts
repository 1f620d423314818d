/** Opening the user settings at one of their panes. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default [
  {
    id: "core:show-user-settings",
    label: msg("Settings"),
    subject: "settings",
    menu: ["main", 320],
    keys: ["ctrl-,"],
    icon: "settings",
    keywords: "preferences language theme",
    run: () => ui.open({ kind: "settings" }),
  },
  {
    id: "core:show-keyboard-settings",
    label: msg("Keyboard shortcuts"),
    subject: "settings",
    menu: ["main", 340],
    keys: ["shift-?"],
    scope: "canvas",
    icon: "keyboard",
    run: () => ui.open({ kind: "settings", pane: "keyboard" }),
  },
  {
    id: "core:show-global-env",
    label: msg("Environment variables of all flows"),
    subject: "settings",
    run: () => ui.open({ kind: "settings", pane: "environment" }),
  },
] satisfies EditorCommand[];
