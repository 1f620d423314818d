/** Reading pasted or uploaded JSON, and putting its records into the document without breaking what is there. */
import { jsonEqual } from "./equal";
import type { FlowDocument } from "./flow-document";
import { newId } from "./ids";
import { numberedName } from "./new-node";
import type { NodeTypes } from "./node-types";
import {
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
  records: readonly NodeRecord[],
  options: ImportOptions,
): Imported {
  const result: Imported = {
    placed: [],
    tabs: [],
    subflows: [],
    configs: [],
    reused: [],
    unknownTypes: [],
    ids: new Map(),
  };
  const reused = reusable(records, tx);
  for (const record of records) {
    const keep = reused.has(record.id) || (options.ids === "keep" && !tx.get(record.id));
    result.ids.set(record.id, keep ? record.id : newId());
  }
  const insideReused = new Set(
    records.filter((record) => record.z && reused.has(record.z)).map((record) => record.id),
  );
  const incoming = new Set(records.map((record) => record.id));
  const containers = new Set(records.filter(isContainer).map((record) => record.id));
  const unknown = new Set<string>();

  for (const record of records) {
    if (reused.has(record.id)) {
      result.reused.push(record.id);
      continue;
    }
    if (insideReused.has(record.id)) continue;
    const type = types.get(record.type);
    const copy = remapRecord(record, result.ids, type, (id) => !incoming.has(id) && tx.get(id) !== undefined);
    place(copy, record, containers, options, tx);
    if (type && record.type !== "comment" && isDefaultName(record, options)) {
      copy.name = numberedName(record.type, document.all());
    }
    tx.add(copy);
    linkBack(tx, copy);
    sortInto(result, copy, options.z);
    if (!type && isPlaced(copy) && copy.type !== "junction" && !copy.type.startsWith("subflow:"))
      unknown.add(copy.type);
  }
  result.unknownTypes = [...unknown].sort();
  return result;
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
