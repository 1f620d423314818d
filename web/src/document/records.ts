/**
 * The records of flows.json and what kind each is: https://nodered.org/docs/developing-flows/ and, for the format,
 * nodered.md §2. Records are values: nothing changes one in place, a change makes a new one.
 */

/** One object of flows.json. Unknown keys are kept, and so is the order of keys. */
export interface NodeRecord {
  id: string;
  type: string;
  /** The tab or subflow it stands on; for a config node its scope (absent: everywhere). */
  z?: string;
  /** The group it is in. */
  g?: string;
  x?: number;
  y?: number;
  wires?: string[][];
  /** True when disabled. */
  d?: boolean;
  /** Whether the label is shown; absent: as its type has it. */
  l?: boolean;
  name?: string;
  [key: string]: unknown;
}

/** An end of a subflow's inner wiring: `in`, `out` and `status` of its definition. */
export interface SubflowPort {
  x: number;
  y: number;
  wires?: { id: string; port?: number }[];
  [key: string]: unknown;
}

/** An entry of `env` of a tab, group, subflow or subflow instance. */
export interface EnvEntry {
  name: string;
  type: string;
  value: unknown;
  [key: string]: unknown;
}

/** The definition of a subflow. */
export interface SubflowRecord extends NodeRecord {
  in?: SubflowPort[];
  out?: SubflowPort[];
  status?: SubflowPort;
  env?: EnvEntry[];
  color?: string;
  icon?: string;
  category?: string;
}

/** A group: a frame around nodes of one flow; `x` and `y` are its top left corner. */
export interface GroupRecord extends NodeRecord {
  nodes?: string[];
  w?: number;
  h?: number;
  style?: Record<string, unknown>;
}

const INSTANCE = "subflow:";

export const isTab = (record: NodeRecord): boolean => record.type === "tab";
export const isSubflow = (record: NodeRecord): record is SubflowRecord => record.type === "subflow";
export const isGroup = (record: NodeRecord): record is GroupRecord => record.type === "group";
export const isJunction = (record: NodeRecord): boolean => record.type === "junction";
/** Whether others can stand on it: a tab or the definition of a subflow. */
export const isContainer = (record: NodeRecord): boolean => isTab(record) || isSubflow(record);
export const isLink = (record: NodeRecord): boolean =>
  record.type === "link in" || record.type === "link out" || record.type === "link call";

/** Whether it stands beside the flows: it has no place on a sheet. */
export const isConfig = (record: NodeRecord): boolean =>
  !isContainer(record) && record.x === undefined && record.y === undefined;

/** Whether it is drawn on a sheet as a node (junctions included, groups not). */
export const isPlaced = (record: NodeRecord): boolean =>
  !isContainer(record) && !isGroup(record) && !isConfig(record);

/** The id of the subflow that a record is an instance of, or undefined. */
export const subflowIdOf = (record: NodeRecord): string | undefined =>
  record.type.startsWith(INSTANCE) ? record.type.slice(INSTANCE.length) : undefined;

/** The type name of the instances of a subflow. */
export const instanceType = (subflowId: string): string => INSTANCE + subflowId;

/** A list of ids in a property that should hold one, whatever the file says. */
export const idList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
