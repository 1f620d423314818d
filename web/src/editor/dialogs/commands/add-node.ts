/** Finds a node type by name and adds it at the pointer. */

import { editable } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:add-node",
  label: msg("Add node…"),
  subject: "edit",
  contextMenus: { sheet: 100 },
  keys: ["ctrl-alt-a"],
  scope: "canvas",
  icon: "add",
  needs: [...editable],
  run: ({ canvas }) => ui.open({ kind: "quick-add", request: canvas.placeOfPointer() }),
} satisfies EditorCommand;
