/** What a deploy should warn of: nodes that are not valid, types that are not installed, config nodes nobody uses. */

import {
  configUsers,
  type FlowDocument,
  isConfig,
  isContainer,
  isGroup,
  isJunction,
  type NodeRecord,
  type NodeTypes,
  nodeLabel,
  typeOf,
  validate,
} from "../../document";
import type { DeployProblem } from "../store";

/** The problems of the document, in file order. Disabled nodes and flows do not run, and are left out. */
export function deployProblems(document: FlowDocument, types: NodeTypes): DeployProblem[] {
  const problems: DeployProblem[] = [];
  const flowName = (record: NodeRecord) => {
    const flow = record.z ? document.get(record.z) : undefined;
    return flow ? nodeLabel(flow, types, document) : "";
  };
  const isOff = (record: NodeRecord) => record.d === true || document.get(record.z ?? "")?.disabled === true;
  const users = configUsers(document);
  for (const record of document.all()) {
    if (isContainer(record) || isGroup(record) || isJunction(record) || isOff(record)) continue;
    const base = { id: record.id, label: nodeLabel(record, types, document), flow: flowName(record) };
    if (!typeOf(record, types, document)) {
      problems.push({ ...base, what: "unknown", detail: record.type });
    } else {
      const names = validate(record, types, document);
      if (names.length > 0)
        problems.push({ ...base, what: "invalid", detail: labelsOf(record, types, names) });
    }
    if (isConfig(record) && record.type !== "global-config" && users.get(record.id)?.length === 0) {
      problems.push({ ...base, what: "unused", detail: record.type });
    }
  }
  return problems;
}

function labelsOf(record: NodeRecord, types: NodeTypes, names: string[]): string {
  const fields = types.get(record.type)?.fields ?? [];
  return names.map((name) => fields.find((field) => field.name === name)?.label || name).join(", ");
}
