/** Things that are good to know, one at a time. Those with a command name its keys. */

import { msg } from "../../i18n";

export interface Tip {
  text: string;
  /** Its keys stand for `{keys}` in the text; the tip is left out when it has none. */
  command?: string;
}

export const TIPS: readonly Tip[] = [
  { text: msg("{keys} finds every command by its name."), command: "core:show-action-list" },
  { text: msg("{keys} searches all flows: by name, type, id or property."), command: "core:search" },
  { text: msg("Hold Ctrl and click the canvas to add a node by its name.") },
  { text: msg("Drop a node on a wire to put it between two others.") },
  { text: msg("Hold Alt and drag across wires to cut them.") },
  { text: msg("Hold Shift and drag from a port to move its wires elsewhere.") },
  {
    text: msg("{keys} deletes nodes and wires their neighbours to each other."),
    command: "core:delete-selection-and-reconnect",
  },
  {
    text: msg("{keys} selects everything that is wired to the selection."),
    command: "core:select-connected-nodes",
  },
  { text: msg("{keys} moves the selection by a step of the grid."), command: "core:step-selection-right" },
  { text: msg("{keys} fits the whole flow into view."), command: "core:zoom-fit" },
  { text: msg("{keys} puts a frame around the selection."), command: "core:group-selection" },
  { text: msg("Hold Space and drag to move the canvas.") },
  { text: msg("{keys} shows all keys, and lets you change them."), command: "core:show-keyboard-settings" },
  { text: msg("Drop a file with flows on the canvas to import it.") },
  { text: msg("{keys} hides the sidebar to make room."), command: "core:toggle-right-sidebar" },
  { text: msg("Click the dot of a debug message to find the node that sent it.") },
];
