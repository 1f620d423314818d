/** Giving a record new ids: its own, and those of the records that it names. */
import type { Field, NodeType } from "./node-types";
import {
  idList,
  instanceType,
  isGroup,
  isLink,
  isSubflow,
  type NodeRecord,
  type SubflowPort,
  subflowIdOf,
} from "./records";

/** An id of fewer characters may be mistaken for a value when it is met in an unknown property. */
const SHORTEST_ID = 8;

/**
 * A copy of a record in which every id follows the map. Ids that are not in the map stay where `stays` says so, and
 * are dropped from wires, links and groups where not.
 */
export function remapRecord(
  record: NodeRecord,
  ids: ReadonlyMap<string, string>,
  type: NodeType | undefined,
  stays: (id: string) => boolean,
): NodeRecord {
  const copy: NodeRecord = { ...record, id: ids.get(record.id) ?? record.id };
  const many = (value: unknown) => idList(value).flatMap((id) => ids.get(id) ?? (stays(id) ? [id] : []));
  const inner = (value: unknown) => idList(value).flatMap((id) => ids.get(id) ?? []);

  const subflow = subflowIdOf(record);
  if (subflow !== undefined) copy.type = instanceType(ids.get(subflow) ?? subflow);
  if (typeof record.z === "string") copy.z = ids.get(record.z) ?? record.z;
  if (typeof record.g === "string") {
    const group = ids.get(record.g);
    if (group) copy.g = group;
    else delete copy.g;
  }
  if (Array.isArray(record.wires)) copy.wires = record.wires.map(inner);
  if (isGroup(record)) copy.nodes = inner(record.nodes);
  if (isLink(record)) copy.links = many(record.links);
  if (isSubflow(record)) {
    if (record.in) copy.in = record.in.map((port) => remapPort(port, ids));
    if (record.out) copy.out = record.out.map((port) => remapPort(port, ids));
    if (record.status) copy.status = remapPort(record.status, ids);
  }
  remapProperties(copy, record, ids, type, many);
  return copy;
}

function remapPort(port: SubflowPort, ids: ReadonlyMap<string, string>): SubflowPort {
  if (!port.wires) return port;
  return { ...port, wires: port.wires.map((wire) => ({ ...wire, id: ids.get(wire.id) ?? wire.id })) };
}

const STRUCTURE = new Set(["id", "type", "z", "g", "wires", "nodes", "links", "in", "out", "status"]);

/** The properties of the node itself: those its type says hold ids, or any that hold one when it is not installed. */
function remapProperties(
  copy: NodeRecord,
  record: NodeRecord,
  ids: ReadonlyMap<string, string>,
  type: NodeType | undefined,
  many: (value: unknown) => string[],
): void {
  const fields = new Map(type?.fields.map((field) => [field.name, field]));
  for (const [key, value] of Object.entries(record)) {
    if (STRUCTURE.has(key) && !(key === "nodes" && !isGroup(record))) continue;
    const field = fields.get(key);
    if (field?.widget === "nodes" || key === "scope") {
      if (Array.isArray(value)) copy[key] = many(value);
    } else if (!type || key === "env" || mayHoldIds(field)) {
      copy[key] = follow(value, ids);
    }
  }
}

const mayHoldIds = (field: Field | undefined): boolean =>
  field === undefined || field.widget === "config" || field.widget === "rows";

/** A JSON value in which each text that is a mapped id is replaced. */
function follow(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return value.length >= SHORTEST_ID ? (ids.get(value) ?? value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => follow(item, ids));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, follow(item, ids)]));
  }
  return value;
}
