/**
 * What is to become of each record of an import whose id may be taken: the tree that the user chooses in, and what is
 * chosen before anything is touched. Defaults are Node-RED's: flows and nodes come in as copies, of subflows and config
 * nodes the ones that are there are used.
 */
import type { RecordSource } from "./node-types";
import { isConfig, isContainer, isSubflow, isTab, type NodeRecord } from "./records";

/** `import` keeps the id, `copy` gives a new one, `replace` takes the place of what is there, `skip` leaves it out. */
export type ImportChoice = "import" | "copy" | "replace" | "skip";

export interface ImportItem {
  record: NodeRecord;
  kind: "flow" | "subflow" | "node" | "config";
  /** Whether the document has a record of this id. */
  exists: boolean;
  /** What can be chosen, the first choice being the default. */
  choices: ImportChoice[];
  /** What stands on an imported flow or subflow; it goes the way of the flow. */
  children: ImportItem[];
}

const KINDS = ["subflow", "flow", "node", "config"] as const;

/** Records as a tree by what they stand on: subflows first, then flows, nodes that have none, config nodes. */
export function importPlan(records: readonly NodeRecord[], document: RecordSource): ImportItem[] {
  const containers = new Set(records.filter(isContainer).map((record) => record.id));
  // The global configuration is there once: it is always joined to the one that is there.
  const chosen = records.filter((record) => record.type !== "global-config");
  const items = new Map(chosen.map((record) => [record.id, itemOf(record, document)]));
  const roots: ImportItem[] = [];
  for (const item of items.values()) {
    const { z } = item.record;
    const parent = z !== undefined && containers.has(z) ? items.get(z) : undefined;
    if (parent && parent !== item) parent.children.push(item);
    else roots.push(item);
  }
  return roots.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

function itemOf(record: NodeRecord, document: RecordSource): ImportItem {
  const known = document.get(record.id);
  const kind = isTab(record) ? "flow" : isSubflow(record) ? "subflow" : isConfig(record) ? "config" : "node";
  return {
    record,
    kind,
    exists: known !== undefined,
    choices: known ? choicesOf(record, known, kind) : ["import", "skip"],
    children: [],
  };
}

function choicesOf(record: NodeRecord, known: NodeRecord, kind: ImportItem["kind"]): ImportChoice[] {
  // Something else under the same id can neither be used nor be replaced.
  if (known.type !== record.type) return ["copy", "skip"];
  if (kind === "node") return ["copy", "skip"];
  if (kind === "flow") return ["copy", "replace", "skip"];
  return ["skip", "copy", "replace"];
}

/** How many of the records have an id that is taken: what the user is asked about. */
export function conflictCount(plan: readonly ImportItem[]): number {
  return plan.reduce((sum, item) => sum + (item.exists ? 1 : 0) + conflictCount(item.children), 0);
}

/** The choice for every record: that of its root in the plan, what nobody chose being the default. */
export function choicesOfPlan(
  plan: readonly ImportItem[],
  chosen: ReadonlyMap<string, ImportChoice> = new Map(),
): Map<string, ImportChoice> {
  const all = new Map<string, ImportChoice>();
  for (const item of plan) {
    const choice = chosen.get(item.record.id) ?? item.choices[0] ?? "import";
    all.set(item.record.id, choice);
    for (const child of item.children) {
      // A node of a flow that comes in as it is may still find its own id taken.
      all.set(child.record.id, choice === "import" && child.exists ? "copy" : choice);
    }
  }
  return all;
}
