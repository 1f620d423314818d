/** Moving the selection into a group that is chosen from a list. */

import { editable, selection } from "../../../commands/conditions";
import { outermost } from "../../../commands/grouping";
import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";

export default {
  id: "wirelatch:move-into-group",
  label: msg("Move into group…"),
  subject: "group",
  menu: ["groups", 130],
  contextMenus: { node: 420 },
  keys: ["alt-g"],
  scope: "canvas",
  keywords: "add join keyboard",
  needs: [
    ...editable,
    selection,
    needEditor(msg("There is no other group on this flow."), (context) => {
      const chosen = new Set(outermost(context));
      return context.document.groupsOn(context.canvas.flow).some((group) => !chosen.has(group.id));
    }),
  ],
  run: (context) => ui.open({ kind: "choose-group", ids: outermost(context) }),
} satisfies EditorCommand;
