/** `RED.util` as functions use it: https://nodered.org/docs/api/modules/v/1.3/@node-red_util_util.html. */
import { randomBytes } from "node:crypto";
import { define, Handle } from "./codec";
import { encodeObject } from "./display";
import {
  getMessageProperty,
  getObjectProperty,
  normalisePropertyExpression,
  setMessageProperty,
  setObjectProperty,
} from "./properties";

type Values = Record<string, unknown>;

/** What `evaluateNodeProperty` asks of the node it is called for. */
export interface Surroundings {
  env(name: string): unknown;
  context(kind: "flow" | "global", key: string, store?: string): unknown;
  jsonata(expression: string, msg: unknown, variables: Values): Promise<unknown>;
}

export function generateId(): string {
  return randomBytes(8).toString("hex");
}

export function ensureString(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString();
  if (typeof value === "object") return JSON.stringify(value);
  return `${value}`;
}

export function ensureBuffer(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(ensureString(value));
}

/** A deep copy; `req` and `res` of a message are shared. */
export function cloneMessage<T>(msg: T): T {
  if (typeof msg !== "object" || msg === null) return msg;
  const shared = new Map<object, unknown>();
  for (const name of ["req", "res"]) {
    const item = (msg as Values)[name];
    if (typeof item === "object" && item !== null) shared.set(item, item);
  }
  return cloneDeep(msg, shared) as T;
}

function cloneDeep(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null || value instanceof Handle) return value;
  const known = done.get(value);
  if (known !== undefined) return known;
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return structuredClone(value);
  const kind = Object.prototype.toString.call(value);
  if (kind === "[object RegExp]") return new RegExp(value as RegExp);
  if (kind === "[object Map]") {
    const copy = new Map<unknown, unknown>();
    done.set(value, copy);
    for (const [k, v] of value as Map<unknown, unknown>) copy.set(cloneDeep(k, done), cloneDeep(v, done));
    return copy;
  }
  if (kind === "[object Set]") {
    const copy = new Set<unknown>();
    done.set(value, copy);
    for (const item of value as Set<unknown>) copy.add(cloneDeep(item, done));
    return copy;
  }
  if (kind === "[object Error]" || kind === "[object Promise]") return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = new Array(value.length);
    done.set(value, copy);
    for (let i = 0; i < value.length; i++) copy[i] = cloneDeep(value[i], done);
    return copy;
  }
  const copy = Object.create(Object.getPrototypeOf(value)) as Values;
  done.set(value, copy);
  for (const key of Object.keys(value)) define(copy, key, cloneDeep((value as Values)[key], done));
  return copy;
}

export function compareObjects(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => compareObjects(item, b[i]));
  }
  if (Buffer.isBuffer(a) || Buffer.isBuffer(b))
    return Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => compareObjects((a as Values)[key], (b as Values)[key]));
}

export function parseContextStore(key: string): { key: string; store?: string } {
  const match = /^#:\((\S+?)\)::(.*)$/.exec(key);
  return match ? { store: match[1] as string, key: match[2] as string } : { key };
}

function evaluateEnv(text: string, env: (name: string) => unknown): unknown {
  const whole = /^\$\{([^}]+)\}$/.exec(text);
  if (whole || !/\$\{\S+\}/.test(text)) return env(whole ? (whole[1] as string) : text) ?? "";
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => String(env(name) ?? ""));
}

function evaluate(value: unknown, type: string, msg: unknown, around: Surroundings): unknown {
  switch (type) {
    case "str":
      return `${value}`;
    case "num":
      return Number(value);
    case "bool":
      return /^true$/i.test(String(value));
    case "json":
      return JSON.parse(String(value));
    case "re":
      return new RegExp(String(value));
    case "date":
      if (!value) return Date.now();
      if (value === "object") return new Date();
      if (value === "iso") return new Date().toISOString();
      throw new Error("evaluateNodeProperty cannot format dates in a function");
    case "bin": {
      const data = JSON.parse(String(value));
      if (Array.isArray(data) || typeof data === "string") return Buffer.from(data as string);
      throw Object.assign(new Error("Not string or array"), { code: "INVALID_BUFFER_DATA" });
    }
    case "msg":
      return msg ? getMessageProperty(msg, String(value)) : value;
    case "flow":
    case "global": {
      const { key, store } = parseContextStore(String(value));
      const resolved = /\[msg/.test(key) ? String(normalisePropertyExpression(key, msg, true)) : key;
      return around.context(type, resolved, store);
    }
    case "env":
      return evaluateEnv(String(value), around.env);
    case "jsonata":
      throw new Error("Calls to RED.util.evaluateNodeProperty with JSONata must include a callback.");
    default:
      return value;
  }
}

type Callback = (error: unknown, value?: unknown) => void;

/** A JSONata expression that `prepareJSONataExpression` gave out; it is compiled where it is evaluated, in Python. */
class Expression {
  readonly expression: string;
  readonly _legacyMode: boolean;
  readonly variables: Values = {};
  readonly #around: Surroundings;

  constructor(expression: string, around: Surroundings) {
    this.expression = expression;
    this.#around = around;
    this._legacyMode = /(^|[^a-zA-Z0-9_'".])msg([^a-zA-Z0-9_'"]|$)/.test(expression);
  }

  /** Give a variable (`$name`) a value. */
  assign(name: string, value: unknown): void {
    this.variables[name] = value;
  }

  /** The value; with a callback it is told to that too. */
  evaluate(input: unknown, variables?: Values, done?: Callback): Promise<unknown> {
    const result = this.#around.jsonata(this.expression, input, { ...this.variables, ...variables });
    if (done) {
      result.then(
        (value) => done(null, value),
        (error: unknown) => done(error),
      );
    }
    return result;
  }
}

function evaluateJsonata(expression: Expression, msg: unknown, done: Callback | undefined): void {
  if (!done) throw new Error("Calls to RED.util.evaluateJSONataExpression must include a callback.");
  void expression.evaluate(msg, undefined, done).catch(() => undefined);
}

/** A node type's name in camel case: `http in` is `httpIn`. */
function normaliseNodeTypeName(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+/).filter(Boolean);
  const camel = words.map((word, i) => (i ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join("");
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}

/** The part of `RED.util` that is the same for all functions, and the part that knows its node. */
export function redUtil(around: Surroundings): Values {
  return {
    encodeObject,
    generateId,
    ensureString,
    ensureBuffer,
    cloneMessage,
    compareObjects,
    getMessageProperty,
    setMessageProperty,
    getObjectProperty,
    setObjectProperty,
    normalisePropertyExpression,
    normaliseNodeTypeName,
    parseContextStore,
    prepareJSONataExpression: (expression: string) => new Expression(String(expression), around),
    evaluateJSONataExpression: evaluateJsonata,
    getSetting: (_node: unknown, name: string) => around.env(name),
    evaluateNodeProperty(
      value: unknown,
      type: string,
      _node: unknown,
      msg: unknown,
      done?: Callback,
    ): unknown {
      if (!done) return evaluate(value, type, msg, around);
      if (type === "jsonata") {
        evaluateJsonata(new Expression(String(value), around), msg, done);
        return undefined;
      }
      let found: unknown;
      try {
        found = evaluate(value, type, msg, around);
      } catch (error) {
        done(error);
        return undefined;
      }
      done(null, found);
      return undefined;
    },
  };
}
