/** Which messages the debug panel shows. */

import { selection } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";
import { useDebug } from "../store";

export default [
  {
    id: "wirelatch:show-all-debug-messages",
    label: msg("Show debug messages of all nodes"),
    subject: "debug",
    run: () => {
      useDebug.setState({ filter: "all", text: "" });
      ui.showSidebar("debug");
    },
  },
  {
    id: "wirelatch:show-debug-messages-of-flow",
    label: msg("Show debug messages of this flow only"),
    subject: "debug",
    run: () => {
      useDebug.setState({ filter: "flow" });
      ui.showSidebar("debug");
    },
  },
  {
    id: "wirelatch:show-debug-messages-of-selection",
    label: msg("Show debug messages of the selected nodes only"),
    subject: "debug",
    needs: [selection],
    run: ({ canvas }) => {
      useDebug.setState({ filter: "chosen", chosen: [...canvas.selection] });
      ui.showSidebar("debug");
    },
  },
] satisfies EditorCommand[];
