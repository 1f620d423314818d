/**
 * Values on the pipe between Python and this process: JSON, with `{"$wl": kind, …}` for what JSON lacks.
 *
 * kinds: u undefined · n NaN, ±Infinity, -0 · b Buffer (base64) · d Date (ms) · i BigInt · M Map · S Set · E Error ·
 * o an object that itself has a key `$wl` · l/r a value that contains itself · h a handle on a Python object
 * (`msg.req`, `msg.res`), which comes with a readable snapshot and goes back as the same object; with `k: "res"` it is
 * one that can be answered.
 *
 * What has no form in a message: functions and symbols are dropped; instances of other classes become plain objects of
 * their own properties (or what their `toJSON` gives); a hole or
 * `undefined` in an array becomes null. `wirelatch/jshost/codec.py` is the other end.
 */

import { ownStack } from "./errors";
import { Handle } from "./handle";
import { Response } from "./response";

export { Handle };

const TAG = "$wl";
const TAG_TEXT = '"$wl"';
const DEEP = 200;
const LARGEST = 1_000_000;
/** Levels that Python can read, whose stack is shorter than ours. */
const DEEPEST = 800;

type Tagged = { [TAG]: string; v?: unknown; i?: number; s?: Record<string, unknown>; k?: string };
type Values = Record<string, unknown>;

export function isPlainObject(value: object): boolean {
  const proto = Object.getPrototypeOf(value);
  return proto === null || (Object.getPrototypeOf(proto) === null && Object.hasOwn(proto, "hasOwnProperty"));
}

/** Whether JSON.stringify writes the value so that nothing of it is lost. */
export function isPlain(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && (value !== 0 || 1 / value > 0);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > DEEP) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item = value[i];
      if (typeof item !== "string" && !isPlain(item, depth + 1)) return false;
    }
    return true;
  }
  const record = value as Values;
  if (!isPlainObject(record) || typeof record.toJSON === "function") return false;
  for (const key in record) {
    const item = record[key];
    if (typeof item === "string") {
      if (key === TAG) return false;
      continue;
    }
    if (key === TAG || (item !== undefined && typeof item !== "function" && !isPlain(item, depth + 1)))
      return false;
  }
  return true;
}

/** The value as text for the pipe. */
export function encode(value: unknown): string {
  if (isPlain(value)) return JSON.stringify(value);
  return JSON.stringify(new Packer().pack(value));
}

class Packer {
  readonly #open = new Map<object, number>();
  #labels = 0;
  #count = 0;

  pack(value: unknown): unknown {
    switch (typeof value) {
      case "number":
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return { [TAG]: "n", v: Object.is(value, -0) ? "-0" : String(value) };
      case "bigint":
        return { [TAG]: "i", v: String(value) };
      case "undefined":
      case "function":
      case "symbol":
        return { [TAG]: "u" };
      case "object":
        return value === null ? null : this.#packObject(value);
      default:
        return value;
    }
  }

  #packObject(value: object): unknown {
    if (value instanceof Handle) return { [TAG]: "h", v: Handle.numberOf(value) };
    if (ArrayBuffer.isView(value) && (value instanceof Uint8Array || value instanceof DataView)) {
      return {
        [TAG]: "b",
        v: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
      };
    }
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? null : { [TAG]: "d", v: value.getTime() };
    if (value instanceof ArrayBuffer) return { [TAG]: "b", v: Buffer.from(value).toString("base64") };
    if (++this.#count > LARGEST) throw new Error("the value is too large to leave the JavaScript process");
    const label = this.#open.get(value);
    if (label !== undefined) {
      const number = label || ++this.#labels;
      this.#open.set(value, number);
      return { [TAG]: "r", i: number };
    }
    if (this.#open.size >= DEEPEST)
      throw new Error("the value is nested too deep to leave the JavaScript process");
    this.#open.set(value, 0);
    const packed = this.#packContainer(value);
    const used = this.#open.get(value);
    this.#open.delete(value);
    return used ? { [TAG]: "l", i: used, v: packed } : packed;
  }

  #packContainer(value: object): unknown {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      return Array.from(value as unknown as unknown[], (item) => (isEmpty(item) ? null : this.pack(item)));
    }
    const kind = Object.prototype.toString.call(value);
    if (kind === "[object Map]") {
      return {
        [TAG]: "M",
        v: Array.from(value as Map<unknown, unknown>, (pair) => pair.map((x) => this.pack(x))),
      };
    }
    if (kind === "[object Set]")
      return { [TAG]: "S", v: Array.from(value as Set<unknown>, (x) => this.pack(x)) };
    if (kind === "[object Error]" || value instanceof Error)
      return { [TAG]: "E", v: this.#members(describeError(value as Error)) };
    if (kind === "[object RegExp]") return String(value);
    if (kind === "[object String]" || kind === "[object Number]" || kind === "[object Boolean]")
      return value.valueOf();
    if (kind === "[object Date]") return { [TAG]: "d", v: Number(value) };
    const json = (value as { toJSON?: unknown }).toJSON;
    if (typeof json === "function") return this.pack(json.call(value));
    return this.#members(value as Values);
  }

  #members(value: Values): unknown {
    const out: Values = {};
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (!isEmpty(item)) define(out, key, this.pack(item));
    }
    return Object.hasOwn(value, TAG) ? { [TAG]: "o", v: out } : out;
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || typeof value === "function" || typeof value === "symbol";
}

/** An error with the properties that would not be seen in JSON. */
export function describeError(error: Error): Values {
  const out = Object.assign({ name: error.name, message: error.message }, error) as unknown as Values;
  if (error.stack) out.stack = ownStack(error);
  if (error.cause !== undefined) out.cause = error.cause;
  return out;
}

/** The value that a text from the pipe stands for. */
export function decode(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes(TAG_TEXT) ? new Unpacker().unpack(value) : value;
}

class Unpacker {
  readonly #labels = new Map<number, unknown>();

  unpack(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return this.#items(value);
    if (Object.hasOwn(value, TAG)) return this.#special(value as Tagged);
    return this.#members(value as Values, value as Values);
  }

  #items(value: unknown[]): unknown[] {
    for (let i = 0; i < value.length; i++) value[i] = this.unpack(value[i]);
    return value;
  }

  #members(value: Values, into: Values): Values {
    for (const key of Object.keys(value)) define(into, key, this.unpack(value[key]));
    return into;
  }

  /** An error with the properties it had; those that are no data of its own do not show in JSON. */
  #error(members: Values, error: Error): Error {
    delete error.stack;
    for (const key of Object.keys(members)) {
      const enumerable = !["name", "message", "stack", "cause"].includes(key);
      const item = this.unpack(members[key]);
      Object.defineProperty(error, key, { value: item, writable: true, configurable: true, enumerable });
    }
    return error;
  }

  #special(value: Tagged): unknown {
    switch (value[TAG]) {
      case "u":
        return undefined;
      case "n":
        return Number(value.v);
      case "b":
        return Buffer.from(value.v as string, "base64");
      case "d":
        return new Date(value.v as number);
      case "i":
        return BigInt(value.v as string);
      case "M":
        return new Map(this.#items(value.v as unknown[]) as [unknown, unknown][]);
      case "S":
        return new Set(this.#items(value.v as unknown[]));
      case "h":
        return new (value.k === "res" ? Response : Handle)(
          value.v as number,
          this.unpack(value.s ?? {}) as Values,
        );
      case "E":
        return this.#error(value.v as Values, new Error());
      case "o":
        return this.#members(value.v as Values, {});
      case "r":
        return this.#labels.get(value.i as number);
      case "l": {
        const packed = value.v as object;
        if ((packed as Tagged)[TAG] === "E") {
          const error = new Error();
          this.#labels.set(value.i as number, error);
          return this.#error((packed as Tagged).v as Values, error);
        }
        const inner = ((packed as Tagged)[TAG] === "o" ? (packed as Tagged).v : packed) as object;
        this.#labels.set(value.i as number, inner);
        return Array.isArray(inner) ? this.#items(inner) : this.#members(inner as Values, inner as Values);
      }
      default:
        return value;
    }
  }
}

/** Set a property, whatever its name. */
export function define(target: Values, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
