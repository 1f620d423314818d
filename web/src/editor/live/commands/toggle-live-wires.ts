/** Shows or hides what goes over the wires. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { showLiveWires, useLive } from "../feed";

export default {
  id: "wirelatch:toggle-live-wires",
  label: msg("Live wires"),
  help: msg("Shows on each wire how many messages a second go over it; point at a wire to see the last one."),
  subject: "view",
  menu: ["view", 240],
  icon: "status",
  keys: ["ctrl-alt-w"],
  keywords: "messages rate traffic values inspect",
  checked: () => useLive.getState().isShown,
  run: () => showLiveWires(!useLive.getState().isShown),
} satisfies EditorCommand;
