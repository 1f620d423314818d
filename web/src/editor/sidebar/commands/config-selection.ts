/** What can be done in the panel of the configuration nodes. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";
import { deleteSelectedConfigs, selectConfigs, selectedConfigs } from "../config-selection";

export default [
  {
    id: "core:select-all-config-nodes",
    label: msg("Select all configuration nodes"),
    subject: "config",
    keys: ["ctrl-a"],
    scope: "config-nodes",
    needs: [
      needEditor(
        msg("There are no configuration nodes."),
        ({ document }) => document.configNodes().length > 0,
      ),
    ],
    run({ document }) {
      ui.showSidebar("config");
      selectConfigs(document.configNodes().map(({ id }) => id));
    },
  },
  {
    id: "core:delete-config-selection",
    label: msg("Delete the selected configuration nodes"),
    subject: "config",
    keys: ["delete", "backspace"],
    scope: "config-nodes",
    isDangerous: true,
    needs: [
      mayChange,
      needEditor(
        msg("No configuration node is selected."),
        ({ editor }) => selectedConfigs(editor).length > 0,
      ),
    ],
    run: ({ editor }) => deleteSelectedConfigs(editor),
  },
] satisfies EditorCommand[];
