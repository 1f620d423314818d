/** What a node and its ports are called on the canvas: the label rules of its type, filled in. */
import { type Condition, type NodeTypes, type RecordSource, typeOf } from "./node-types";
import { isContainer, isGroup, type NodeRecord } from "./records";

/**
 * `{name}`; `{name:20}`: set, and no longer than that; `{topic+payload:32}`: both set, with a colon between, together no
 * longer than that; `{-duration}`: a negative number without its sign; `{repeat? ↻}`: a text for what is on, nothing for
 * what is not; `{once,!repeat? ¹}`: for what is on while the other is not; `{client>path}`: the `path` of the node that
 * `client` names; `{#payload}`: a context key, without the name of its store.
 */
const PLACE = /\{([^{}?:]+)(?::(\d+))?(?:\?([^{}]*))?\}/g;

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "";
const isOn = (value: unknown): boolean => Boolean(value) && value !== "0" && value !== "false";

/** A property by its path: `rules.0.t` is the `t` of the first rule, `rules.length` how many there are. */
function valueAt(record: NodeRecord, path: string): unknown {
  if (!path.includes(".")) return record[path];
  let value: unknown = record;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}

/** A place's value: of the record, of the node that a property of it names, or a context key without its store. */
function shownValue(record: NodeRecord, name: string, source: RecordSource | undefined): unknown {
  if (name.startsWith("#")) return String(valueAt(record, name.slice(1)) ?? "").replace(/^#:\(\S+?\)::/, "");
  const [own, path] = name.split(">");
  if (path === undefined) return valueAt(record, name);
  const named = source?.get(String(valueAt(record, own!) ?? ""));
  return named && valueAt(named, path);
}

/** Whether a record meets a condition of a form or label. */
export function meets(record: NodeRecord, condition: Condition | undefined): boolean {
  if (!condition) return true;
  return Object.entries(condition).every(([name, values]) => values.includes(valueAt(record, name)));
}

/** The name of a node: the first label rule that holds and whose properties are all set; else its type. */
export function nodeLabel(record: NodeRecord, types: NodeTypes, source?: RecordSource): string {
  if (isContainer(record)) {
    const name = record.type === "tab" ? record.label : record.name;
    return typeof name === "string" && name ? name : record.type === "tab" ? "Flow" : "Subflow";
  }
  if (isGroup(record)) return record.name ?? "";
  if (record.type === "junction") return "junction";
  const type = typeOf(record, types, source);
  if (!type) return record.name || record.type;
  for (const rule of type.label) {
    if (!meets(record, rule.when)) continue;
    const text = filledIn(rule.text, record, source);
    if (text !== undefined) return text;
  }
  return type.palette_label || record.type;
}

/** The text of a rule with its places filled in; undefined when a property that it needs is not set or too long. */
function filledIn(rule: string, record: NodeRecord, source: RecordSource | undefined): string | undefined {
  let isWhole = true;
  const text = rule.replace(PLACE, (_, name: string, longest?: string, mark?: string) => {
    if (mark !== undefined) {
      const holds = (part: string): boolean =>
        part.startsWith("!") ? !holds(part.slice(1)) : isOn(valueAt(record, part));
      return name.split(",").every(holds) ? mark : "";
    }
    if (name.startsWith("-")) {
      const amount = -Number(valueAt(record, name.slice(1)));
      if (!(amount > 0)) isWhole = false;
      return String(amount);
    }
    if (name.includes("+")) {
      const parts = name.split("+").map((part) => valueAt(record, part));
      if (!parts.every(isSet) || parts.map(String).join("").length > Number(longest)) isWhole = false;
      return parts.join(":");
    }
    const value = shownValue(record, name, source);
    const shown = isSet(value) ? String(value) : "";
    if (shown === "" || (longest && shown.length > Number(longest))) isWhole = false;
    return shown;
  });
  return isWhole ? text : undefined;
}

/** The name of a node as lines: `\n ` typed into a name breaks it, and spaces in a row are one, as in Node-RED. */
export function labelLines(label: string): string[] {
  return label.split("\\n ").map((line) => line.replace(/[ \t\r\n\f]+/g, " ").trim());
}

/** The label of a port, or "" when it has none. */
export function portLabel(
  record: NodeRecord,
  side: "input" | "output",
  index: number,
  types: NodeTypes,
  source?: RecordSource,
): string {
  const own = side === "input" ? record.inputLabels : record.outputLabels;
  if (Array.isArray(own) && typeof own[index] === "string" && own[index]) return own[index];
  const type = typeOf(record, types, source);
  return (side === "output" && type?.output_labels[index]) || "";
}

/** Whether the label of a node is shown: `l` of the record; link nodes hide theirs unless told otherwise. */
export function showsLabel(record: NodeRecord): boolean {
  if (typeof record.l === "boolean") return record.l;
  return record.type !== "link in" && record.type !== "link out";
}
