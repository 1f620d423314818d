/**
 * `RED.util.encodeObject`: a value as the debug sidebar shows it, with its kind beside it. The same for messages that
 * debug nodes get is in `wirelatch/engine/debug_encoding.py`.
 */
type Values = Record<string, unknown>;

const LENGTH = 1000;

interface Shown {
  msg: unknown;
  format?: string;
  [key: string]: unknown;
}

/** Put the text into `msg.msg` and what it is into `msg.format`; gives `msg`. */
export function encodeObject(msg: Shown, options?: { maxLength?: number }): Shown {
  const limit = options && Object.hasOwn(options, "maxLength") ? (options.maxLength as number) : LENGTH;
  try {
    [msg.msg, msg.format] = encodeTop(msg.msg, limit);
  } catch (error) {
    const thrown = (typeof error === "object" && error !== null ? error : {}) as Partial<Error>;
    const { name, message = String(error), stack } = thrown;
    msg.format = "error";
    msg.msg = JSON.stringify(
      special("error", { data: { name, message: `encodeObject Error: ${message}`, stack } }),
    );
  }
  return msg;
}

function encodeTop(value: unknown, limit: number): [unknown, string] {
  switch (typeof value) {
    case "function":
      return ["[function]", "function"];
    case "boolean":
    case "number":
      return [String(value), typeof value];
    case "bigint":
      return [special("bigint", { data: String(value) }), "bigint"];
    case "undefined":
      return ["(undefined)", "undefined"];
    case "string":
      return [cut(value, limit), `string[${value.length}]`];
    case "symbol":
      return [String(value), "symbol"];
  }
  if (value === null) return ["(undefined)", "null"];
  const object = value as object;
  if (isError(object)) return [JSON.stringify(errorData(object)), "error"];
  if (Buffer.isBuffer(object)) return [object.toString("hex").slice(0, limit), `buffer[${object.length}]`];
  const kind = kindOf(object);
  if (/error/i.test(kind)) {
    const { name, message } = object as Error;
    return [JSON.stringify({ name, message }), kind];
  }
  if (Array.isArray(object)) return [stringify(object, limit), `array[${object.length}]`];
  if (ArrayBuffer.isView(object)) {
    return [stringify(object, limit), `${kind}[${(object as Uint8Array).length}]`];
  }
  if (kind === "Set") return [stringify(object, limit), `set[${(object as Set<unknown>).size}]`];
  if (kind === "Map") return [stringify(object, limit), "map"];
  if (kind === "RegExp") return [String(object), "regexp"];
  if (kind === "Object" || kind === "Handle") return [stringify(object, limit), kind];
  try {
    return [String(object), kind];
  } catch (error) {
    const { stack } = error as Error;
    return [JSON.stringify(special("error", { data: { message: "[Type not serializable]", stack } })), kind];
  }
}

function nameOf(value: object): string {
  return String(value.constructor?.name ?? "");
}

/** The name of the class, `Object` for requests, responses and what has none. */
function kindOf(value: object): string {
  let name = "";
  try {
    name = nameOf(value);
  } catch {
    // A getter of the user's that throws.
  }
  return !name || name === "IncomingMessage" || name === "ServerResponse" || name === "Handle"
    ? "Object"
    : name;
}

function isError(value: object): value is Error {
  const kind = (Object.getPrototypeOf(value) as { name?: unknown } | null)?.name;
  return value instanceof Error || /Error/.test(String(kind ?? ""));
}

function special(type: string, more: Values = {}): Values {
  return { __enc__: true, type, ...more };
}

function errorData(error: Error): Values {
  const { name, code, cause, stack } = error as Error & { code?: unknown };
  const message = Object.hasOwn(error, "message") ? error.message : String(error);
  const data = {
    name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: String(cause) }),
    stack,
  };
  return special("error", { data });
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}...` : text;
}

function stringify(value: object, limit: number): string {
  return JSON.stringify(shown(value, limit, [], undefined));
}

/** The value with everything that JSON cannot say as `{__enc__: true, type, …}`. `around` finds what contains itself. */
function shown(value: unknown, limit: number, around: object[], key: string | undefined): unknown {
  if (key === "_req" || key === "_res") return special("internal");
  switch (typeof value) {
    case "string":
      return cut(value, limit);
    case "function":
      return special("function");
    case "undefined":
      return special("undefined");
    case "bigint":
      return special("bigint", { data: String(value) });
    case "number":
      return Number.isFinite(value) ? value : special("number", { data: String(value) });
  }
  if (typeof value !== "object" || value === null) return value;
  if (isError(value)) return errorData(value);
  const at = around.indexOf(value);
  if (at >= 0) return at === 0 ? "[Circular ~]" : "[Circular]";
  return shownObject(value, limit, [...around, value]);
}

function shownObject(value: object, limit: number, around: object[]): unknown {
  const inner = (item: unknown, key?: string) => shown(item, limit, around, key);
  if (Array.isArray(value)) return list("array", value, limit, inner);
  if (Buffer.isBuffer(value)) {
    return { type: "Buffer", data: [...value.subarray(0, limit)], __enc__: true, length: value.length };
  }
  const name = nameOf(value);
  if (ArrayBuffer.isView(value)) {
    const items = Array.from(value as unknown as number[]);
    return special(items.length > limit ? name : "array", {
      data: items.slice(0, limit).map((item) => inner(item)),
      length: items.length,
    });
  }
  if (name === "Set") {
    const items = Array.from(value as Set<unknown>);
    return special("set", { data: items.slice(0, limit).map((item) => inner(item)), length: items.length });
  }
  if (name === "Map") {
    const entries = Array.from(value as Map<unknown, unknown>).slice(0, limit);
    const data = Object.fromEntries(entries.map(([key, item]) => [String(key), inner(item)]));
    return special("map", { data, length: (value as Map<unknown, unknown>).size });
  }
  if (name === "RegExp") return special("regexp", { data: String(value) });
  if (name === "ServerResponse" || name === "Socket") return "[internal]";
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return inner(toJSON.call(value));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item, key)]));
}

function list(type: string, items: unknown[], limit: number, inner: (item: unknown) => unknown): unknown {
  // Not `map`, which leaves holes.
  const data = Array.from(items.slice(0, limit), (item) => inner(item));
  return items.length > limit ? special(type, { data, length: items.length }) : data;
}
