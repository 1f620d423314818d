/**
 * Values as the debug channel carries them, read back into something that can be shown as a tree.
 *
 * A message has a `format` ("Object", "array[3]", "buffer[5]", "string[4]", "number" …) and a text; inside JSON, what
 * JSON cannot say stands as `{"__enc__": true, "type": …, "data": …, "length": …}` (nodered.md §3.6).
 */

export interface DebugMessage {
  id?: string;
  z?: string;
  _alias?: string;
  path?: string;
  name?: string;
  type?: string;
  topic?: string;
  property?: string;
  msg?: unknown;
  format?: string;
  /** Log level (20 error, 30 warning) of a node's own message, as opposed to one of a debug node. */
  level?: number;
  timestamp?: number;
}

export type ValueKind =
  | "string"
  | "number"
  | "boolean"
  | "null"
  | "undefined"
  | "bigint"
  | "regexp"
  | "function"
  | "error"
  | "date"
  | "internal"
  | "buffer"
  | "array"
  | "object"
  | "set"
  | "map";

export interface Described {
  kind: ValueKind;
  /** One line that stands for the value. */
  preview: string;
  /** Number of entries (bytes, characters) of the whole value, of which fewer may have been sent. */
  length?: number;
  /** What the value holds, in order; absent for values without parts. */
  entries?: [key: string, value: unknown][];
}

interface Encoded {
  __enc__: true;
  type: string;
  data?: unknown;
  length?: number;
}

function isEncoded(value: unknown): value is Encoded {
  return typeof value === "object" && value !== null && (value as Encoded).__enc__ === true;
}

/** The value of a message: plain JSON, with encoded parts left as they are for `describe`. */
export function decode(msg: unknown, format = ""): unknown {
  const size = Number(/\[(\d+)\]$/.exec(format)?.[1]);
  if (format.startsWith("buffer[") && typeof msg === "string") {
    const bytes = Array.from({ length: Math.floor(msg.length / 2) }, (_, i) =>
      Number.parseInt(msg.substr(i * 2, 2), 16),
    );
    return { __enc__: true, type: "buffer", data: bytes, length: size };
  }
  if (format.startsWith("string")) return String(msg ?? "");
  switch (format) {
    case "number":
      return Number.isFinite(Number(msg))
        ? Number(msg)
        : { __enc__: true, type: "number", data: String(msg) };
    case "boolean":
      return msg === true || msg === "true";
    case "null":
      return null;
    case "undefined":
      return { __enc__: true, type: "undefined" };
    case "regexp":
    case "function":
      return { __enc__: true, type: format, data: msg };
    case "date":
    case "Date":
      return { __enc__: true, type: "date", data: msg };
  }
  if (typeof msg !== "string") return msg;
  try {
    return JSON.parse(msg);
  } catch {
    return format === "error" ? { __enc__: true, type: "error", data: { message: msg } } : msg;
  }
}

const PREVIEW = 60;
const cut = (text: string) => (text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text);

/** Kind, one-line preview and parts of a decoded value. */
export function describe(value: unknown): Described {
  if (isEncoded(value)) return describeEncoded(value);
  if (value === null) return { kind: "null", preview: "null" };
  switch (typeof value) {
    case "undefined":
      return { kind: "undefined", preview: "undefined" };
    case "string":
      return { kind: "string", preview: JSON.stringify(cut(value)), length: value.length };
    case "number":
    case "boolean":
      return { kind: typeof value as "number" | "boolean", preview: String(value) };
  }
  if (Array.isArray(value)) return list("array", value, value.length);
  if (isBufferJson(value)) return buffer(value.data, value.data.length);
  const entries = Object.entries(value as object);
  return { kind: "object", preview: objectPreview(entries), length: entries.length, entries };
}

function isBufferJson(value: unknown): value is { data: number[] } {
  const { type, data } = value as { type?: unknown; data?: unknown };
  return type === "Buffer" && Array.isArray(data);
}

function describeEncoded({ type, data, length }: Encoded): Described {
  switch (type.toLowerCase()) {
    case "buffer":
      return buffer(Array.isArray(data) ? data : [], length);
    case "array":
      return list("array", Array.isArray(data) ? data : [], length);
    case "set":
      return list("set", Array.isArray(data) ? data : [], length);
    case "map": {
      const entries = Object.entries((data ?? {}) as object);
      return {
        kind: "map",
        preview: `map[${length ?? entries.length}]`,
        length: length ?? entries.length,
        entries,
      };
    }
    case "error": {
      const { name, message, ...rest } = (data ?? {}) as Record<string, unknown>;
      const entries = Object.entries({ name, message, ...rest }).filter(([, part]) => part !== undefined);
      return { kind: "error", preview: [name, message].filter(Boolean).join(": ") || "error", entries };
    }
    case "undefined":
      return { kind: "undefined", preview: "undefined" };
    case "number":
      return { kind: "number", preview: String(data) };
    case "bigint":
      return { kind: "bigint", preview: `${String(data)}n` };
    case "regexp":
      return { kind: "regexp", preview: String(data) };
    case "date":
      return { kind: "date", preview: String(data) };
    case "function":
      return { kind: "function", preview: "function" };
    case "internal":
      return { kind: "internal", preview: "internal" };
  }
  if (Array.isArray(data))
    return { ...list("array", data, length), preview: `${type}[${length ?? data.length}]` };
  return { kind: "internal", preview: `[${type}]` };
}

function list(kind: "array" | "set", items: unknown[], length = items.length): Described {
  return {
    kind,
    preview: `${kind}[${length}]`,
    length,
    entries: items.map((item, index) => [String(index), item]),
  };
}

function buffer(bytes: number[], length = bytes.length): Described {
  return {
    kind: "buffer",
    preview: `buffer[${length}]`,
    length,
    entries: bytes.map((byte, i) => [String(i), byte]),
  };
}

function objectPreview(entries: [string, unknown][]): string {
  const parts: string[] = [];
  let size = 0;
  for (const [key, value] of entries) {
    const part = `${key}: ${shortOf(value)}`;
    size += part.length;
    if (parts.length > 0 && size > PREVIEW) return `{ ${parts.join(", ")} … }`;
    parts.push(part);
  }
  return parts.length === 0 ? "empty object" : `{ ${parts.join(", ")} }`;
}

function shortOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 24 ? `${value.slice(0, 24)}…` : value);
  if (typeof value === "object" && value !== null && !isEncoded(value) && !Array.isArray(value))
    return "object";
  return describe(value).preview;
}

/** The value as text to copy: strings as they are, the rest as JSON in which encoded parts are spelled out. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  const plain = toPlain(value);
  return plain === undefined
    ? "undefined"
    : typeof plain === "string"
      ? plain
      : JSON.stringify(plain, null, 2);
}

function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  if (!isEncoded(value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toPlain(part)]));
  switch (value.type.toLowerCase()) {
    case "undefined":
      return undefined;
    case "buffer":
      return { type: "Buffer", data: value.data };
    case "array":
    case "set":
    case "map":
    case "error":
      return toPlain(value.data);
    default:
      return value.data === undefined ? `[${value.type}]` : String(value.data);
  }
}

/** The property path of an entry below a path: `payload` and `0` → `payload[0]`. */
export function childPath(path: string, key: string, kind: ValueKind): string {
  if (kind === "array" || kind === "buffer") return `${path}[${key}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
    ? path
      ? `${path}.${key}`
      : key
    : `${path}[${JSON.stringify(key)}]`;
}
