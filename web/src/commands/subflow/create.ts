/** Adds an empty subflow and shows it. */

import { addSubflow } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { mayChange } from "../conditions";

export default {
  id: "core:create-subflow",
  label: msg("Create subflow"),
  subject: "subflow",
  menu: ["subflows", 100],
  icon: "subflow",
  needs: [mayChange],
  run({ document, ui }) {
    let id = "";
    document.transact("Create subflow", (tx) => {
      id = addSubflow(tx, document);
    });
    ui.showFlow(id);
  },
} satisfies Command;
