/** Shows or hides the palette. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:toggle-left-sidebar",
  label: msg("Show palette"),
  subject: "view",
  menu: ["view", 100],
  keys: ["ctrl-alt-space"],
  checked: () => ui.get().isPaletteOpen,
  run: () => ui.togglePalette(),
} satisfies EditorCommand;
