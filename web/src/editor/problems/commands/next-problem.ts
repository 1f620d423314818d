/** Goes from problem to problem on the canvas. */

import { isConfig } from "../../../document";
import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { useProblems } from "../store";

const some = needEditor(msg("There are no problems."), () => useProblems.getState().problems.length > 0);

const go = (id: string, label: string, keys: string, by: 1 | -1): EditorCommand => ({
  id,
  label,
  subject: "navigate",
  keys: [keys],
  needs: [some],
  run: ({ canvas, document }) => {
    const ids = [...new Set(useProblems.getState().problems.map((problem) => problem.id))].filter((node) => {
      const record = document.get(node);
      return record?.z !== undefined && !isConfig(record);
    });
    const at = ids.findIndex((node) => canvas.selection.has(node));
    const next = ids.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % ids.length);
    if (next) canvas.revealNode(next);
  },
});

export default [
  go("wirelatch:go-to-next-problem", msg("Go to the next problem"), "f8", 1),
  go("wirelatch:go-to-previous-problem", msg("Go to the previous problem"), "shift-f8", -1),
];
