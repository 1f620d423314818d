/**
 * The types a typed value can have ("typedInput" in Node-RED's words): name, how its text is edited, what is valid.
 *
 * A typed value is always two properties: a text, and the type that says how the runtime reads that text
 * (reference: `wirelatch/scripting/typed_values.py`).
 */
import { msg, t } from "../i18n";

export type TypedEditor = "text" | "boolean" | "choice" | "node" | "secret" | "none";

export interface TypedKind {
  value: string;
  label: string;
  /** Short mark in front of the field, in place of an icon: what stands there in code. */
  mark: string;
  editor: TypedEditor;
  /** Text that the field shows before the value (`msg.`). */
  prefix?: string;
  choices?: { value: string; label: string }[];
  /** Language of the large editor that "expand" opens. */
  expand?: "json" | "jsonata" | "bin" | "plain";
  monospace?: boolean;
  /** The value that is stored when the type has no text of its own. */
  constant?: string;
  problem?(text: string): string | null;
}

const number =
  /^\s*[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)\s*$/;
const wholeEnv = /^\$\{[^}]+\}$/;

const KINDS: TypedKind[] = [
  {
    value: "msg",
    label: "msg",
    mark: "msg",
    editor: "text",
    prefix: "msg.",
    monospace: true,
    problem: pathProblem,
  },
  {
    value: "flow",
    label: "flow",
    mark: "flow",
    editor: "text",
    prefix: "flow.",
    monospace: true,
    problem: pathProblem,
  },
  {
    value: "global",
    label: "global",
    mark: "glob",
    editor: "text",
    prefix: "global.",
    monospace: true,
    problem: pathProblem,
  },
  { value: "str", label: msg("string"), mark: "az", editor: "text", expand: "plain" },
  {
    value: "num",
    label: msg("number"),
    mark: "09",
    editor: "text",
    monospace: true,
    problem: (text) =>
      number.test(text) || wholeEnv.test(text) || text === "NaN"
        ? null
        : text.trim() === ""
          ? t("A number is needed.")
          : t("This is not a number."),
  },
  {
    value: "bool",
    label: msg("boolean"),
    mark: "0/1",
    editor: "boolean",
    choices: [
      { value: "true", label: "true" },
      { value: "false", label: "false" },
    ],
  },
  {
    value: "json",
    label: "JSON",
    mark: "{}",
    editor: "text",
    expand: "json",
    monospace: true,
    problem: jsonProblem,
  },
  {
    value: "bin",
    label: msg("buffer"),
    mark: "01",
    editor: "text",
    expand: "bin",
    monospace: true,
    problem: jsonProblem,
  },
  {
    value: "date",
    label: msg("timestamp"),
    mark: "date",
    editor: "choice",
    choices: [
      { value: "", label: msg("milliseconds since epoch") },
      { value: "iso", label: msg("ISO 8601 text") },
      { value: "object", label: msg("Date object") },
    ],
  },
  {
    value: "re",
    label: msg("regular expression"),
    mark: ".*",
    editor: "text",
    monospace: true,
    problem: patternProblem,
  },
  {
    value: "jsonata",
    label: msg("JSONata expression"),
    mark: "J:",
    editor: "text",
    expand: "jsonata",
    monospace: true,
    problem: filled,
  },
  { value: "env", label: msg("env variable"), mark: "$", editor: "text", monospace: true },
  { value: "node", label: msg("node"), mark: "node", editor: "node" },
  { value: "cred", label: msg("credential"), mark: "•••", editor: "secret" },
  { value: "val", label: msg("text or number"), mark: "az", editor: "text" },
  { value: "other", label: msg("other"), mark: "az", editor: "text" },
  { value: "prev", label: msg("previous value"), mark: "prev", editor: "none" },
  { value: "full", label: msg("complete msg object"), mark: "msg", editor: "none", constant: "true" },
  { value: "auto", label: msg("automatic"), mark: "auto", editor: "none" },
  { value: "counter", label: msg("message count"), mark: "123", editor: "none" },
  { value: "pay", label: msg("the existing msg object"), mark: "msg", editor: "none" },
  { value: "payl", label: msg("the latest msg object"), mark: "msg", editor: "none" },
  { value: "nul", label: msg("nothing"), mark: "—", editor: "none" },
  { value: "elem", label: msg("element value"), mark: "elem", editor: "none" },
  { value: "seq", label: msg("message sequence"), mark: "seq", editor: "none" },
  { value: "len", label: msg("fixed length of"), mark: "len", editor: "text", monospace: true },
];

const byValue = new Map(KINDS.map((kind) => [kind.value, kind]));

/** The kind of that name; one that we do not know is edited as text, so that it survives. */
export function typedKind(value: string): TypedKind {
  return (
    byValue.get(value) ?? { value, label: value || "value", mark: value.slice(0, 4) || "?", editor: "text" }
  );
}

/** What is wrong with a text of this type, as one sentence; null when nothing is. */
export function typedProblem(text: unknown, type: string): string | null {
  const kind = typedKind(type);
  return kind.problem?.(text === undefined || text === null ? "" : String(text)) ?? null;
}

function filled(text: string): string | null {
  return text.trim() === "" ? t("An expression is needed.") : null;
}

function jsonProblem(text: string): string | null {
  if (wholeEnv.test(text)) return null;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return t("This is not JSON: {reason}", { reason: (error as Error).message });
  }
}

function patternProblem(text: string): string | null {
  try {
    new RegExp(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const IDENTIFIER = /^[\p{L}\p{N}_$-]+/u;

/** Checks a property expression (`a.b["c d"][0][msg.topic]`) by reading it step by step. */
export function pathProblem(text: string): string | null {
  const { key } = splitStore(text);
  if (key === "") return t("A property name is needed.");
  let rest = key;
  let first = true;
  while (rest !== "") {
    if (rest.startsWith("[")) {
      const end = closingBracket(rest);
      if (end < 0) return t("A bracket is not closed.");
      const inner = rest.slice(1, end);
      const quoted = /^"([^"\\]|\\.)*"$|^'([^'\\]|\\.)*'$/.test(inner);
      if (!quoted && !/^\d+$/.test(inner)) {
        const nested = inner.startsWith("msg.")
          ? pathProblem(inner.slice(4))
          : t("Brackets hold an index, a quoted name or msg.…");
        if (nested) return nested;
      }
      rest = rest.slice(end + 1);
    } else {
      if (!first) {
        if (!rest.startsWith(".")) return t("Unexpected “{character}”.", { character: rest[0] });
        rest = rest.slice(1);
      }
      const name = IDENTIFIER.exec(rest)?.[0];
      if (!name)
        return rest === ""
          ? t("The expression ends with a dot.")
          : t("Unexpected “{character}”.", { character: rest[0] });
      rest = rest.slice(name.length);
    }
    first = false;
  }
  return null;
}

function closingBracket(text: string): number {
  let depth = 0;
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quote) {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return index;
  }
  return -1;
}

/** Takes the context store off a key: `#:(file)::count` → store `file`, key `count`. */
export function splitStore(text: string): { store: string | null; key: string } {
  const match = /^#:\((\S+?)\)::(.*)$/s.exec(text);
  return match ? { store: match[1]!, key: match[2]! } : { store: null, key: text };
}

/** Puts the store back in front of a key; the default store is left out, as Node-RED does. */
export function joinStore(key: string, store: string | null, defaultStore: string): string {
  return store === null || store === defaultStore ? key : `#:(${store})::${key}`;
}
