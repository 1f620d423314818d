/** Ending the work in an edit tray: taking over what was changed, or not. */

import { need } from "../../../commands";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { openTray } from "../open-tray";

const isOpen = need(msg("Nothing is being edited."), () => openTray() !== null);

export default [
  {
    id: "core:confirm-edit-tray",
    label: msg("Take over the edit"),
    subject: "edit",
    keys: ["ctrl-enter"],
    scope: "tray",
    needs: [isOpen],
    run: () => openTray()?.confirm(),
  },
  {
    id: "core:cancel-edit-tray",
    label: msg("Cancel the edit"),
    subject: "edit",
    keys: ["ctrl-escape"],
    scope: "tray",
    needs: [isOpen],
    run: () => openTray()?.cancel(),
  },
] satisfies EditorCommand[];
