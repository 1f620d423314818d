/** Records of new nodes, with the defaults of their type and the key order that Node-RED writes. */
import { newId } from "./ids";
import { type Field, type NodeTypes, type RecordSource, typeOf } from "./node-types";
import { portCounts } from "./ports";
import type { GroupRecord, NodeRecord, SubflowRecord } from "./records";

/** A default name that stands for "the type and a number" in Node-RED's definitions. */
const NUMBERED_NAME = "_DEFAULT_";

/** What else is in the document, for numbered names. */
export interface Neighbours extends RecordSource {
  all?(): Iterable<NodeRecord>;
}

/** The next free "type N". */
export function numberedName(type: string, records: Iterable<NodeRecord>): string {
  let highest = 0;
  for (const record of records) {
    if (record.type !== type || typeof record.name !== "string" || !record.name.startsWith(`${type} `))
      continue;
    const count = Number(record.name.slice(type.length + 1));
    if (Number.isInteger(count)) highest = Math.max(highest, count);
  }
  return `${type} ${highest + 1}`;
}

/** The properties of a type with their defaults; credentials are kept apart from flows.json and left out. */
export function defaultsOf(fields: readonly Field[]): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.widget === "credential" || field.default === undefined || field.default === null) continue;
    defaults[field.name] = structuredClone(field.default);
  }
  return defaults;
}

/** A new node of a type for a place on a flow. */
export function newNode(
  type: string,
  types: NodeTypes,
  z: string,
  x: number,
  y: number,
  document?: Neighbours,
): NodeRecord {
  const start: NodeRecord = { id: newId(), type, z };
  if (type === "junction") return { ...start, x, y, wires: [[]] };
  const known = typeOf(start, types, document);
  const properties = defaultsOf(known?.fields ?? []);
  if (properties.name === NUMBERED_NAME) properties.name = numberedName(type, document?.all?.() ?? []);
  if (!("name" in properties)) properties.name = "";
  const record: NodeRecord = { ...start, name: "", ...properties, x, y };
  if (type.startsWith("subflow:")) record.env ??= [];
  const { outputs } = portCounts({ ...record, wires: [] }, types, document);
  record.wires = Array.from({ length: outputs }, () => []);
  return record;
}

/** A new config node; without `z` it is there for all flows. */
export function newConfigNode(type: string, types: NodeTypes, z?: string): NodeRecord {
  const record: NodeRecord = { id: newId(), type };
  if (z) record.z = z;
  return { ...record, ...defaultsOf(types.get(type)?.fields ?? []) };
}

/** A new, empty flow. */
export function newTab(label: string): NodeRecord {
  return { id: newId(), type: "tab", label, disabled: false, info: "", env: [] };
}

/** A new subflow definition without ports. */
export function newSubflow(name: string): SubflowRecord {
  return {
    id: newId(),
    type: "subflow",
    name,
    info: "",
    category: "",
    in: [],
    out: [],
    env: [],
    meta: {},
    color: "#DDAA99",
  };
}

/** A new group for these members. */
export function newGroup(
  z: string,
  nodes: string[],
  box: { x: number; y: number; w: number; h: number },
): GroupRecord {
  return { id: newId(), type: "group", z, name: "", style: { label: true }, nodes, ...box };
}
