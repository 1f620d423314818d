/**
 * Context in this process: a copy of the scopes that functions here use, kept the same over the ordered pipe.
 *
 * Reading is local and so synchronous. Writing changes the copy at once and goes to Python before the result of the
 * call it was made in. Every change that Python makes is numbered; a change from here says which number it had seen,
 * so that Python can tell a crossing of two changes and settle it.
 *
 * Values are held by reference: functions may keep what has no form outside JavaScript (a socket, a function) and
 * share it. A change inside an object is seen by other functions at once, but by the rest of the runtime only after
 * the object was `set` again.
 */
import { encode } from "./codec";
import { getObjectProperty, setObjectProperty } from "./properties";
import { parseContextStore } from "./redutil";

type Values = Record<string, unknown>;
type Callback = (error?: unknown, ...values: unknown[]) => void;

export class Contexts {
  readonly #scopes = new Map<string, Map<string, Values>>();
  #seen = 0;
  #default = "memory";
  #stores = new Set<string>();
  readonly #emit: (item: string) => void;

  constructor(emit: (item: string) => void) {
    this.#emit = emit;
  }

  configure(stores: string[], defaultStore: string): void {
    this.#stores = new Set(stores);
    this.#default = defaultStore;
  }

  load(scope: string, store: string, values: Values): void {
    this.#data(scope, store, true);
    (this.#scopes.get(scope) as Map<string, Values>).set(store, values);
  }

  forget(scope: string): void {
    this.#scopes.delete(scope);
  }

  /** A change made outside. */
  receive(number: number, scope: string, store: string, key: string, value: unknown): void {
    this.#seen = number;
    const data = this.#scopes.get(scope)?.get(store);
    if (data) this.#put(data, key, value);
  }

  #name(store: string | undefined): string {
    return store !== undefined && this.#stores.has(store) ? store : this.#default;
  }

  #data(scope: string, store: string, create = false): Values {
    let stores = this.#scopes.get(scope);
    if (!stores) {
      if (!create) return {};
      stores = new Map();
      this.#scopes.set(scope, stores);
    }
    let data = stores.get(store);
    if (!data) {
      data = {};
      stores.set(store, data);
    }
    return data;
  }

  #put(data: Values, key: string, value: unknown): void {
    if (/^\w+$/.test(key) && !/^\d/.test(key)) {
      if (value === undefined) delete data[key];
      else data[key] = value;
    } else {
      setObjectProperty(data, key, value);
    }
  }

  read(scope: string, key: string, store?: string): unknown {
    const data = this.#data(scope, this.#name(store));
    if (Object.hasOwn(data, key)) return data[key];
    try {
      return getObjectProperty(data, key);
    } catch (error) {
      if ((error as { code?: string }).code === "INVALID_EXPR") throw error;
      return undefined;
    }
  }

  write(scope: string, key: string, value: unknown, store?: string): void {
    const name = this.#name(store);
    this.#put(this.#data(scope, name, true), key, value);
    const where = `${JSON.stringify(scope)},${JSON.stringify(name)},${JSON.stringify(key)}`;
    this.#emit(`["c",${where},${encodeOrDrop(value)},${this.#seen}]`);
  }

  names(scope: string, store?: string): string[] {
    return Object.keys(this.#data(scope, this.#name(store)));
  }
}

/** What cannot leave this process (a socket, say) stays here, and Python is told that there is nothing. */
function encodeOrDrop(value: unknown): string {
  try {
    return encode(value);
  } catch {
    return encode(undefined);
  }
}

/** One scope as functions see it: `get`, `set` and `keys` in all of Node-RED's forms. */
export class ContextApi {
  readonly get: (key: string | string[], ...more: unknown[]) => unknown;
  readonly set: (key: string | string[], value: unknown, ...more: unknown[]) => void;
  readonly keys: (...more: unknown[]) => unknown;

  /** `scopes` is the scope itself, then what `$parent.` leads to. */
  constructor(contexts: Contexts, scopes: string[]) {
    const place = (
      key: unknown,
      store: string | undefined,
    ): [string | undefined, string, string | undefined] => {
      if (typeof key !== "string" || !key.length) throw new Error("Invalid context key");
      const parsed = parseContextStore(key);
      let name = parsed.key;
      let depth = 0;
      while (name.startsWith("$parent.")) {
        name = name.slice(8);
        depth++;
      }
      return [scopes[depth], name, store ?? parsed.store];
    };
    const readOne = (key: unknown, store: string | undefined): unknown => {
      const [scope, name, from] = place(key, store);
      return scope === undefined ? undefined : contexts.read(scope, name, from);
    };
    this.get = (key, ...more) => {
      const { store, done } = options(more);
      return answer(
        done,
        () => (Array.isArray(key) ? key.map((k) => readOne(k, store)) : [readOne(key, store)]),
        !Array.isArray(key),
      );
    };
    this.set = (key, value, ...more) => {
      const { store, done } = options(more);
      answer(done, () => {
        const keys = Array.isArray(key) ? key : [key];
        keys.forEach((one, i) => {
          const [scope, name, into] = place(one, store);
          const item = Array.isArray(key)
            ? Array.isArray(value)
              ? (value[i] ?? null)
              : i === 0
                ? value
                : null
            : value;
          if (scope !== undefined) contexts.write(scope, name, item, into);
        });
        return [];
      });
    };
    this.keys = (...more) => {
      const { store, done } = options(more);
      return answer(done, () => [contexts.names(scopes[0] as string, store)], true);
    };
  }
}

function options(more: unknown[]): { store?: string; done?: Callback } {
  const found: { store?: string; done?: Callback } = {};
  for (const item of more) {
    if (typeof item === "function") found.done = item as Callback;
    else if (typeof item === "string") found.store = item;
  }
  return found;
}

function answer(done: Callback | undefined, work: () => unknown[], single = false): unknown {
  if (!done) {
    const values = work();
    return single ? values[0] : values;
  }
  let values: unknown[];
  try {
    values = work();
  } catch (error) {
    done(error);
    return undefined;
  }
  done(undefined, ...values);
  return undefined;
}
