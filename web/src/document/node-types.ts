/** The installed node types, as `GET /api/v1/node-types` gives them (wirelatch/engine/palette.py, properties.py). */
import type * as Schema from "../schema";
import { instanceType, type NodeRecord, type SubflowRecord, subflowIdOf } from "./records";

export type { Condition, LabelRule } from "../schema";

/** One property of a node type: a key of its records and a field of its form. */
export interface Field extends Omit<Schema.Field, "fields"> {
  fields?: Field[];
  /** A yes or no that is stored as `"true"` or `"false"`: environment variables are. */
  as_text?: boolean;
}

/** The palette entry of one node type. */
export interface NodeType extends Omit<Schema.NodeType, "fields"> {
  fields: Field[];
  /** The first paragraph of the help, in the person's language. */
  description?: string;
}

/** Palette order of the built-in categories; others follow by name. */
export const CATEGORIES = ["subflows", "common", "function", "network", "sequence", "parser", "storage"];

/** The look-up of node types by name. */
export class NodeTypes {
  readonly #byType = new Map<string, NodeType>();

  constructor(types: Iterable<NodeType> = []) {
    this.replace(types);
  }

  /** Knows these from now on, and no others: node types were switched on or off. */
  replace(types: Iterable<NodeType>): void {
    this.#byType.clear();
    for (const type of types) if (!this.#byType.has(type.type)) this.#byType.set(type.type, type);
  }

  /** The type of that name, or undefined when it is not installed. */
  get(type: string): NodeType | undefined {
    return this.#byType.get(type);
  }

  all(): IterableIterator<NodeType> {
    return this.#byType.values();
  }

  /** What the palette shows: the types of each category in palette order, config types left out. */
  byCategory(): Map<string, NodeType[]> {
    const found = new Map<string, NodeType[]>();
    for (const type of this.#byType.values()) {
      if (type.category === "config") continue;
      const group = found.get(type.category);
      if (group) group.push(type);
      else found.set(type.category, [type]);
    }
    const known = CATEGORIES.filter((name) => found.has(name));
    const others = [...found.keys()].filter((name) => !CATEGORIES.includes(name)).sort();
    return new Map([...known, ...others].map((name) => [name, found.get(name) ?? []]));
  }
}

/** What a record is looked up in: only `get` of the document is needed. */
export interface RecordSource {
  get(id: string): NodeRecord | undefined;
}

const SUBFLOW_COLOR = "#DDAA99";

/** The node type of a subflow's instances, made from its definition. */
export function subflowType(definition: SubflowRecord): NodeType {
  const labels = definition.outputLabels;
  return {
    type: instanceType(definition.id),
    category: definition.category || "subflows",
    color: definition.color || SUBFLOW_COLOR,
    icon: definition.icon || "subflow",
    inputs: definition.in?.length ?? 0,
    outputs: definition.out?.length ?? 0,
    label: [{ text: "{name}" }, { text: definition.name || "Subflow" }],
    palette_label: definition.name || "Subflow",
    // What only takes messages has its icon at the far end, as debug has.
    align: definition.in?.length && !definition.out?.length ? "right" : "left",
    button: null,
    output_labels: Array.isArray(labels) ? labels.map((label) => String(label ?? "")) : [],
    module: "",
    version: "",
    help: typeof definition.info === "string" ? definition.info : "",
    fields: [{ name: "name", widget: "text", default: "", label: "Name" }],
  };
}

/** The type of a record, subflow instances included; undefined when it is not installed. */
export function typeOf(record: NodeRecord, types: NodeTypes, source?: RecordSource): NodeType | undefined {
  const subflowId = subflowIdOf(record);
  if (subflowId === undefined) return types.get(record.type);
  const definition = source?.get(subflowId);
  return definition?.type === "subflow" ? subflowType(definition as SubflowRecord) : undefined;
}
