/** Showing, hiding and going to the palette; Node-RED has two actions for the first. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default [
  {
    id: "core:toggle-left-sidebar",
    label: msg("Show palette"),
    subject: "view",
    menu: ["view", 100],
    keys: ["ctrl-alt-space"],
    checked: () => ui.get().isPaletteOpen,
    run: () => ui.togglePalette(),
  },
  {
    id: "core:toggle-palette",
    label: msg("Show or hide the palette"),
    subject: "view",
    run: () => ui.togglePalette(),
  },
  {
    id: "core:show-palette-tab",
    label: msg("Go to the palette"),
    subject: "show",
    keys: ["ctrl-g p"],
    run() {
      ui.togglePalette(true);
      requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-palette] input")?.focus());
    },
  },
  {
    id: "core:manage-palette",
    label: msg("Manage palette"),
    subject: "settings",
    menu: ["main", 310],
    keys: ["alt-shift-p"],
    icon: "palette",
    keywords: "install nodes packages modules enable disable",
    run: () => ui.open({ kind: "settings", pane: "palette" }),
  },
] satisfies EditorCommand[];
