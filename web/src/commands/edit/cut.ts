/** Copies the selection and takes it off the flow. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";
import { copySelection, deleteSelection } from "../taking";

export default {
  id: "core:cut-selection-to-internal-clipboard",
  label: msg("Cut"),
  subject: "edit",
  menu: ["edit", 200],
  contextMenus: { node: 200, group: 200 },
  keys: ["ctrl-x"],
  scope: "canvas",
  icon: "cut",
  needs: [...editable, selection],
  run(context) {
    copySelection(context);
    deleteSelection(context, false);
  },
} satisfies Command;
