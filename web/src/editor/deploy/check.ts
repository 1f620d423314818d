/** What a deploy should warn of: those of the document's problems because of which nodes do not run, or run for nobody. */

import { type FlowDocument, type NodeTypes, nodeLabel } from "../../document";
import { findProblems, memoryOf, type RuleId } from "../../document/problems";
import type { DeployProblem } from "../store";

/** The rules that a deploy warns of, and as what. */
const WARNS: Partial<Record<RuleId, DeployProblem["what"]>> = {
  "unknown-type": "unknown",
  "no-definition": "unknown",
  invalid: "invalid",
  "unused-config": "unused",
};

/** What a deploy warns of, in file order. What the panel of problems has found before is not looked for again. */
export function deployProblems(document: FlowDocument, types: NodeTypes): DeployProblem[] {
  return findProblems(document, types, memoryOf(document)).flatMap(({ id, rule, detail }) => {
    const what = WARNS[rule];
    const record = what && document.get(id);
    if (!record) return [];
    const flow = record.z ? document.get(record.z) : undefined;
    return {
      id,
      what,
      label: nodeLabel(record, types, document),
      flow: flow ? nodeLabel(flow, types, document) : "",
      detail: what === "invalid" ? detail : record.type,
    };
  });
}
