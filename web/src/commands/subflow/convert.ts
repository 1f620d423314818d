/** Turns the selected nodes into a subflow, and puts an instance in their place. */

import { union } from "../../canvas/kernels";
import { canConvertToSubflow, convertToSubflow } from "../../document";
import { msg, t } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";
import { withMembers } from "../placing";

export default {
  id: "core:convert-to-subflow",
  label: msg("Turn selection into a subflow"),
  subject: "subflow",
  menu: ["subflows", 110],
  contextMenus: { node: 420 },
  needs: [...editable, selection],
  run(context) {
    const { document, canvas, ui } = context;
    const chosen = withMembers(context, canvas.selection);
    const ids = new Set([...chosen].filter((id) => document.has(id))); // the ports of a subflow stay with it
    if (!canConvertToSubflow(document, canvas.flow, ids)) {
      ui.notify(
        t("A subflow has one input: wires from outside lead to more than one of the selected nodes."),
        "error",
      );
      return;
    }
    const box = union([...ids].map((id) => canvas.boxOf(id)).filter((item) => item !== undefined));
    if (!box) return;
    let instance = "";
    document.transact("Turn into subflow", (tx) => {
      instance = convertToSubflow(tx, document, canvas.flow, ids, box);
    });
    canvas.select([instance]);
  },
} satisfies Command;
