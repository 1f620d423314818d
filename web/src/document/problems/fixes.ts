/** What puts a problem right in one step, where that is obvious. */

import { msg } from "../../i18n";
import { removeRecords } from "../edits/remove";
import { removeFlow } from "../edits/tabs";
import type { FlowDocument } from "../flow-document";
import { idList } from "../records";
import type { Problem, RuleId } from "./problem";

/** What the fix of a rule does; marked for translation. */
export const FIXES: Partial<Record<RuleId, string>> = {
  "dead-wire": msg("Remove the dead wires"),
  "dead-link": msg("Remove the dead links"),
  "no-flow": msg("Delete the node"),
  "unused-config": msg("Delete the configuration node"),
  "unused-subflow": msg("Delete the subflow"),
};

/** Puts problems right, as one step of undo. */
export function fixProblems(document: FlowDocument, problems: readonly Problem[]): void {
  const fixable = problems.filter((problem) => FIXES[problem.rule] && document.get(problem.id));
  if (fixable.length === 0) return;
  document.transact(fixable.length === 1 ? FIXES[fixable[0]!.rule]! : msg("Mend problems"), (tx) => {
    for (const { id, rule } of fixable) {
      const record = tx.get(id);
      if (!record) continue;
      if (rule === "dead-wire") {
        const wires = (record.wires ?? []).map((port) =>
          idList(port).filter((target) => tx.get(target)?.z === record.z),
        );
        tx.update(id, { wires });
      } else if (rule === "dead-link")
        tx.update(id, { links: idList(record.links).filter((link) => tx.get(link)) });
      else if (rule === "unused-config" || rule === "no-flow") removeRecords(tx, document, [id]);
      else if (rule === "unused-subflow") removeFlow(tx, document, id);
    }
  });
}
