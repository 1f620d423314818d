/** Reading pasted or uploaded JSON, and putting its records into the document without breaking what is there. */
import { removeRecords } from "./edits/remove";
import { jsonEqual } from "./equal";
import type { FlowDocument } from "./flow-document";
import { newId } from "./ids";
import type { ImportChoice } from "./import-plan";
import { numberedName } from "./new-node";
import type { NodeTypes } from "./node-types";
import {
  type EnvEntry,
  idList,
  isConfig,
  isContainer,
  isGroup,
  isLink,
  isPlaced,
  isSubflow,
  isTab,
  type NodeRecord,
} from "./records";
import { remapRecord } from "./remap";
import type { Transaction } from "./transaction";

/** What is wrong with the text, and where. */
export class ImportError extends Error {
  /** Character of the text, where the parser names one. */
  readonly position: number | undefined;

  constructor(message: string, position?: number) {
    super(message);
    this.name = "ImportError";
    this.position = position;
  }
}

const isRecord = (value: unknown): value is NodeRecord =>
  typeof value === "object" && value !== null && "id" in value && "type" in value;

/**
 * The records in a text: an array as in flows.json, `{"flows": […]}` as the Admin API gives it, one record, or one
 * flow as `GET /flow/:id` gives it. Throws ImportError.
 */
export function parseRecords(text: string): NodeRecord[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Engines say the place each in their way: the reader of the error gives it as line and column.
    const message = (error as Error).message;
    const position = /position (\d+)/.exec(message);
    const what = message.replace(/ (in JSON )?at (position|line) .*$/, "");
    throw new ImportError(`not valid JSON: ${what}`, position ? Number(position[1]) : undefined);
  }
  const records = listOf(value);
  records.forEach((record, index) => {
    if (!isRecord(record) || typeof record.id !== "string" || typeof record.type !== "string") {
      throw new ImportError(`item ${index + 1} is not a node: it needs an "id" and a "type"`);
    }
  });
  return records as NodeRecord[];
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "object" && value !== null) {
    const body = value as Record<string, unknown>;
    if (Array.isArray(body.flows)) return body.flows;
    if (Array.isArray(body.nodes) && !("type" in body)) {
      const { nodes, configs, subflows, ...tab } = body;
      const inner = [...(nodes as unknown[]), ...(Array.isArray(configs) ? configs : [])];
      return [{ ...tab, type: "tab" }, ...(Array.isArray(subflows) ? subflows : []), ...inner];
    }
    if (isRecord(value)) return [value];
  }
  throw new ImportError("expected a list of nodes");
}

export interface ImportOptions {
  /** The flow for nodes whose own flow is not among the records. */
  z: string;
  /** Added to the place of nodes that go onto that flow. */
  offset?: { x: number; y: number };
  /** `new`: every record gets a new id (paste); `keep`: only those whose id is taken (import of a file). */
  ids?: "new" | "keep";
  /** What becomes of single records (import-plan.ts); instead of `ids`. */
  choices?: ReadonlyMap<string, ImportChoice>;
}

/** What came in: ids as they are in the document now. */
export interface Imported {
  /** Nodes, groups and junctions that stand on `options.z`. */
  placed: string[];
  tabs: string[];
  subflows: string[];
  configs: string[];
  /** Config nodes and subflows that were there already and are used instead. */
  reused: string[];
  /** Types that are not installed. */
  unknownTypes: string[];
  /** Package to version, as the global configuration of the imported text names them: what the types come from. */
  modules: Record<string, string>;
  /** Old id to new id. */
  ids: Map<string, string>;
}

/** Which of the records have an id that the document has too, with other content. */
export function conflicts(records: readonly NodeRecord[], document: FlowDocument): NodeRecord[] {
  return records.filter((record) => {
    const known = document.get(record.id);
    return known !== undefined && !jsonEqual(known, record);
  });
}

/** Put records into the document; references among them follow their new ids. */
export function importRecords(
  tx: Transaction,
  document: FlowDocument,
  types: NodeTypes,
  all: readonly NodeRecord[],
  options: ImportOptions,
): Imported {
  const result: Imported = {
    placed: [],
    tabs: [],
    subflows: [],
    configs: [],
    reused: [],
    unknownTypes: [],
    modules: {},
    ids: new Map(),
  };
  const given = distinct(all);
  const records = mergeGlobal(given, tx, document, result);
  const { choices } = options;
  const reused = choices ? skippedButThere(records, choices, tx) : reusable(records, tx);
  const left = new Set(
    records
      .filter((record) => choices?.get(record.id) === "skip" || (record.z && reused.has(record.z)))
      .map((record) => record.id),
  );
  if (choices) clearReplaced(tx, document, records, choices);
  for (const record of records) {
    const choice = choices?.get(record.id);
    const isFree = !tx.get(record.id);
    const keeps = choices ? choice === "replace" || choice === "import" : options.ids === "keep";
    const keep = reused.has(record.id) || (keeps && (isFree || takesPlaceOf(record, tx, choice)));
    // What is left out and not there either has no id that a reference could follow.
    if (keep || !left.has(record.id)) result.ids.set(record.id, keep ? record.id : newId());
  }
  const incoming = new Set(records.map((record) => record.id));
  const containers = new Set(records.filter(isContainer).map((record) => record.id));
  const unknown = new Set<string>();

  for (const record of records) {
    if (reused.has(record.id)) {
      if (!left.has(record.z ?? "") && (isSubflow(record) || isConfig(record))) result.reused.push(record.id);
      continue;
    }
    if (left.has(record.id)) continue;
    const type = types.get(record.type);
    const copy = remapRecord(record, result.ids, type, (id) => !incoming.has(id) && tx.get(id) !== undefined);
    place(copy, record, containers, options, tx);
    if (type && record.type !== "comment" && isDefaultName(record, options)) {
      copy.name = numberedName(record.type, document.all());
    }
    const replaced = tx.get(copy.id);
    if (replaced) tx.update(copy.id, patchInto(replaced, copy));
    else tx.add(copy);
    linkBack(tx, copy);
    sortInto(result, copy, options.z);
    if (!type && isPlaced(copy) && copy.type !== "junction" && !copy.type.startsWith("subflow:"))
      unknown.add(copy.type);
  }
  result.unknownTypes = [...unknown].sort();
  return result;
}

/** Records of the same id twice are a damaged file: the first one counts. */
function distinct(records: readonly NodeRecord[]): readonly NodeRecord[] {
  const ids = new Set<string>();
  return records.filter((record) => !ids.has(record.id) && ids.add(record.id));
}

/**
 * The global configuration is there once: the variables of the imported one join those that are there, its list of
 * packages is only a hint. Gives the other records.
 */
function mergeGlobal(
  records: readonly NodeRecord[],
  tx: Transaction,
  document: FlowDocument,
  result: Imported,
): readonly NodeRecord[] {
  const theirs = records.find((record) => record.type === "global-config");
  if (!theirs) return records;
  Object.assign(result.modules, theirs.modules);
  const ours = document.all().find((record) => record.type === "global-config");
  const env = Array.isArray(theirs.env) ? (theirs.env as EnvEntry[]) : [];
  if (ours) {
    const names = new Set(env.map((entry) => entry.name));
    const kept = (Array.isArray(ours.env) ? (ours.env as EnvEntry[]) : []).filter(
      (entry) => !names.has(entry.name),
    );
    const merged = [...kept, ...env];
    if (env.length > 0 && !jsonEqual(merged, ours.env)) tx.update(ours.id, { env: merged });
  }
  return ours || env.length === 0 ? records.filter((record) => record !== theirs) : records;
}

/** What the user leaves out because it is there already: references to it stay. */
function skippedButThere(
  records: readonly NodeRecord[],
  choices: ReadonlyMap<string, ImportChoice>,
  tx: Transaction,
): Set<string> {
  return new Set(
    records
      .filter((record) => choices.get(record.id) === "skip" && tx.get(record.id)?.type === record.type)
      .map((record) => record.id),
  );
}

/** Whether the record is written over the one that is there. */
function takesPlaceOf(record: NodeRecord, tx: Transaction, choice: ImportChoice | undefined): boolean {
  return (
    choice === "replace" &&
    tx.get(record.id)?.type === record.type &&
    (isContainer(record) || isConfig(record))
  );
}

/** Take away what stands on flows and subflows that are replaced; they themselves stay in their place. */
function clearReplaced(
  tx: Transaction,
  document: FlowDocument,
  records: readonly NodeRecord[],
  choices: ReadonlyMap<string, ImportChoice>,
): void {
  const replaced = new Set(
    records
      .filter((record) => isContainer(record) && takesPlaceOf(record, tx, choices.get(record.id)))
      .map((record) => record.id),
  );
  if (replaced.size === 0) return;
  const inner = document.all().filter((record) => record.z !== undefined && replaced.has(record.z));
  removeRecords(
    tx,
    document,
    inner.map((record) => record.id),
  );
}

/** The change that makes one record the other: keys that the other lacks go. */
function patchInto(before: NodeRecord, after: NodeRecord): Partial<NodeRecord> {
  const gone = Object.keys(before).filter((key) => !(key in after));
  return { ...Object.fromEntries(gone.map((key) => [key, undefined])), ...after };
}

/** Config nodes and subflow definitions that the document has already, under the same id and type. */
function reusable(records: readonly NodeRecord[], tx: Transaction): Set<string> {
  const found = new Set<string>();
  for (const record of records) {
    const known = tx.get(record.id);
    if (!known || known.type !== record.type) continue;
    const shared = (isConfig(record) && isConfig(known)) || (isSubflow(record) && isSubflow(known));
    if (shared) found.add(record.id);
  }
  return found;
}

/** Pasting a node that has the name a new one would get ("function 1") numbers it anew, as Node-RED does. */
function isDefaultName(record: NodeRecord, options: ImportOptions): boolean {
  return (
    options.ids !== "keep" &&
    !options.choices &&
    typeof record.name === "string" &&
    record.name.startsWith(`${record.type} `) &&
    /^\d+$/.test(record.name.slice(record.type.length + 1))
  );
}

/** Put a record that is not on one of the imported flows onto the flow that is shown. */
function place(
  copy: NodeRecord,
  record: NodeRecord,
  containers: ReadonlySet<string>,
  options: ImportOptions,
  tx: Transaction,
): void {
  if (isContainer(copy)) return;
  if (record.z !== undefined && containers.has(record.z)) return;
  if (isConfig(copy)) {
    // A config node of another flow stays where it can be used: here if its scope is unknown, else everywhere.
    if (copy.z !== undefined && !tx.get(copy.z)) delete copy.z;
    return;
  }
  copy.z = options.z;
  const { x = 0, y = 0 } = options.offset ?? {};
  if (copy.x !== undefined) copy.x += x;
  if (copy.y !== undefined) copy.y += y;
  if (isGroup(copy)) copy.nodes = idList(copy.nodes);
}

/** A copied link node that is joined to one that was not copied is joined at the other end too. */
function linkBack(tx: Transaction, copy: NodeRecord): void {
  if (!isLink(copy) || copy.type === "link call") return;
  for (const id of idList(copy.links)) {
    const partner = tx.get(id);
    if (!partner || !isLink(partner) || partner.type === "link call") continue;
    const links = idList(partner.links);
    if (!links.includes(copy.id)) tx.update(id, { links: [...links, copy.id] });
  }
}

function sortInto(result: Imported, record: NodeRecord, z: string): void {
  if (isTab(record)) result.tabs.push(record.id);
  else if (isSubflow(record)) result.subflows.push(record.id);
  else if (isConfig(record)) result.configs.push(record.id);
  else if (record.z === z) result.placed.push(record.id);
}
