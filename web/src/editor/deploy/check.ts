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

/**
 * What was found wrong with records, as long as what they may refer to is the same: config nodes, tabs and subflows.
 * A record is never changed in place, so that of ten thousand only those that were changed are looked at again.
 */
const known = new WeakMap<NodeRecord, string[]>();
let surroundings: readonly NodeRecord[] = [];
let installed: NodeTypes | undefined;

function invalidNames(record: NodeRecord, types: NodeTypes, document: FlowDocument): string[] {
  let names = known.get(record);
  if (!names) {
    names = validate(record, types, document);
    known.set(record, names);
  }
  return names;
}

/** Forgets what is known when something has changed that any record may refer to. */
function lookAround(types: NodeTypes, all: readonly NodeRecord[]): void {
  const now = all.filter((record) => isConfig(record) || isContainer(record));
  const isSame =
    types === installed &&
    now.length === surroundings.length &&
    now.every((record, index) => record === surroundings[index]);
  if (!isSame) for (const record of all) known.delete(record);
  surroundings = now;
  installed = types;
}

/** The problems of the document, in file order. Disabled nodes and flows do not run, and are left out. */
export function deployProblems(document: FlowDocument, types: NodeTypes): DeployProblem[] {
  const problems: DeployProblem[] = [];
  const all = document.all();
  lookAround(types, all);
  const flowName = (record: NodeRecord) => {
    const flow = record.z ? document.get(record.z) : undefined;
    return flow ? nodeLabel(flow, types, document) : "";
  };
  const isOff = (record: NodeRecord) => record.d === true || document.get(record.z ?? "")?.disabled === true;
  const users = surroundings.some(isConfig) ? configUsers(document) : new Map<string, NodeRecord[]>();
  for (const record of all) {
    if (isContainer(record) || isGroup(record) || isJunction(record) || isOff(record)) continue;
    const base = () => ({ id: record.id, label: nodeLabel(record, types, document), flow: flowName(record) });
    if (!typeOf(record, types, document)) {
      problems.push({ ...base(), what: "unknown", detail: record.type });
    } else {
      const names = invalidNames(record, types, document);
      if (names.length > 0)
        problems.push({ ...base(), what: "invalid", detail: labelsOf(record, types, names) });
    }
    if (isConfig(record) && record.type !== "global-config" && users.get(record.id)?.length === 0) {
      problems.push({ ...base(), what: "unused", detail: record.type });
    }
  }
  return problems;
}

function labelsOf(record: NodeRecord, types: NodeTypes, names: string[]): string {
  const fields = types.get(record.type)?.fields ?? [];
  return names.map((name) => fields.find((field) => field.name === name)?.label || name).join(", ");
}
