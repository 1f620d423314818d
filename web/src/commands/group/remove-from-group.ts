/** Takes the selection out of its group. */

import { leaveGroup } from "../../document";
import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { editable, selectedRecords } from "../conditions";
import { outermost } from "../grouping";

export default {
  id: "core:remove-selection-from-group",
  label: msg("Remove selection from group"),
  subject: "group",
  menu: ["groups", 130],
  needs: [
    ...editable,
    need(msg("Nothing of the selection is in a group."), (context) =>
      selectedRecords(context).some((record) => record.g !== undefined),
    ),
  ],
  run: (context) =>
    context.document.transact("Remove from group", (tx) => leaveGroup(tx, outermost(context))),
} satisfies Command;
