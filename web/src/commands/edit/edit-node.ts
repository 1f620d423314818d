/** Opens the editor of the selected node. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { selectedRecords } from "../conditions";
import type { EditorContext } from "../context";

const first = (context: EditorContext) =>
  selectedRecords(context).find((record) => record.type !== "junction");

export default {
  id: "core:edit-selected-node",
  label: msg("Edit node"),
  subject: "edit",
  contextMenus: { node: 100, group: 100 },
  keys: ["enter"],
  scope: "canvas",
  icon: "edit",
  keywords: "properties open",
  needs: [
    need(msg("No node or group is selected that has properties."), (context) => first(context) !== undefined),
  ],
  run(context) {
    const record = first(context);
    if (record) context.ui.editNode(record.id);
  },
} satisfies Command;
