/** The order of drawing: records later in the file are on top. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";
import type { EditorContext } from "../context";

type Where = "front" | "back" | "forwards" | "backwards";

function reorder({ document, canvas }: EditorContext, to: Where): void {
  const here = document.onFlow(canvas.flow).map((record) => record.id);
  const chosen = here.filter((id) => canvas.selection.has(id));
  const others = here.filter((id) => !canvas.selection.has(id));
  document.transact("Change order", (tx) => {
    if (to === "front") for (const id of chosen) tx.move(id);
    else if (to === "back") {
      const first = others[0];
      if (first !== undefined) for (const id of chosen) tx.move(id, first);
    } else if (to === "forwards") {
      for (const id of [...chosen].reverse()) tx.move(id, here[here.indexOf(id) + 2]);
    } else {
      for (const id of chosen) {
        const before = here[here.indexOf(id) - 1];
        if (before !== undefined) tx.move(id, before);
      }
    }
  });
}

const ordered = (id: string, label: string, to: Where, at: number): Command => ({
  id,
  label,
  subject: "arrange",
  menu: ["arrange", at],
  needs: [...editable, selection],
  run: (context) => reorder(context, to),
});

export default [
  ordered("core:move-selection-to-front", msg("Bring to front"), "front", 300),
  ordered("core:move-selection-forwards", msg("Bring forwards"), "forwards", 310),
  ordered("core:move-selection-backwards", msg("Send backwards"), "backwards", 320),
  ordered("core:move-selection-to-back", msg("Send to back"), "back", 330),
];
