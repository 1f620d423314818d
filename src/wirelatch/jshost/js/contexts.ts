/**
 * Context in this process: a copy of the scopes that functions here use, kept the same over the ordered pipe.
 *
 * Reading is local and so synchronous. Writing changes the copy at once and goes to Python before the result of the
 * call it was made in. Every change that Python makes is numbered; a change from here says which number it had seen,
 * so that Python can tell a crossing of two changes and settle it.
 *
 * Of a store that keeps nothing in memory (a file store without its cache) there is no copy: it is asked over the pipe,
 * and can only be read with a callback, as in Node-RED.
 *
 * Values are held by reference: functions may keep what has no form outside JavaScript (a socket, a function) and
 * share it. A change inside an object is seen by other functions at once, but by the rest of the runtime only after
 * the object was `set` again.
 */
import { encode } from "./codec";
import { PlainError } from "./errors";
import { getObjectProperty, setObjectProperty } from "./properties";
import { parseContextStore } from "./redutil";

type Values = Record<string, unknown>;
type Callback = (error?: unknown, ...values: unknown[]) => void;

/** What Python says of the stores: their names with whether they are copied, and what the settings give. */
export interface Stores {
  stores: Record<string, boolean>;
  default: string;
  seed: Values;
  exportSeedKeys: boolean;
}

/** What contexts ask of the host. */
export interface Surroundings {
  emit(item: string): void;
  ask(key: number, what: string, details: unknown[]): Promise<unknown>;
  warn(text: string): void;
}

const GLOBAL = "global";

export class Contexts {
  readonly #scopes = new Map<string, Map<string, Values>>();
  #seen = 0;
  #default = "memory";
  #stores: Record<string, boolean> = { memory: true };
  #seed: Values = {};
  #exportSeedKeys = true;
  readonly #unknown = new Set<string>();
  readonly #host: Surroundings;

  constructor(host: Surroundings) {
    this.#host = host;
  }

  /** `modules` are added to what the settings give; the result has both. */
  configure(stores: Stores, modules: Values): { seed: Values } {
    this.#stores = stores.stores;
    this.#default = stores.default;
    this.#seed = Object.defineProperties(stores.seed, Object.getOwnPropertyDescriptors(modules)) as Values;
    this.#exportSeedKeys = stores.exportSeedKeys;
    return { seed: this.#seed };
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

  /** The store of a name; the default one for a name that no store has, with a warning at the first time. */
  store(name: string | undefined): string {
    if (name === undefined || name === "_" || name === this.#default) return this.#default;
    if (Object.hasOwn(this.#stores, name)) return name;
    if (!this.#unknown.has(name)) {
      this.#unknown.add(name);
      this.#host.warn(`Unknown context store '${name}' specified. Using default store.`);
    }
    return this.#default;
  }

  /** Whether the values of a store are here. */
  isCopied(store: string): boolean {
    return this.#stores[store] !== false;
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

  /** A value that is here; throws when the key is no property expression. */
  read(scope: string, key: string, store: string): unknown {
    const data = this.#data(scope, store);
    if (Object.hasOwn(data, key)) return data[key];
    const found = property(data, key);
    return found === undefined ? this.#seeded(scope, key) : found;
  }

  #seeded(scope: string, key: string): unknown {
    return scope === GLOBAL ? property(this.#seed, key) : undefined;
  }

  write(scope: string, key: string, value: unknown, store: string): void {
    if (this.isCopied(store)) this.#put(this.#data(scope, store, true), key, value);
    const where = `${JSON.stringify(scope)},${JSON.stringify(store)},${JSON.stringify(key)}`;
    this.#host.emit(`["c",${where},${encodeOrDrop(value)},${this.#seen}]`);
  }

  names(scope: string, store: string): string[] {
    return this.#withSeeds(scope, Object.keys(this.#data(scope, store)));
  }

  #withSeeds(scope: string, names: string[]): string[] {
    if (scope !== GLOBAL || !this.#exportSeedKeys) return names;
    return [...new Set([...Object.keys(this.#seed), ...names])];
  }

  // Stores that are not here --------------------------------------------------------------------------------------

  async readFar(scope: string, keys: string[], store: string): Promise<unknown[]> {
    const values = (await this.#host.ask(0, "context", [scope, store, keys])) as unknown[];
    return keys.map((key, i) => (values[i] === undefined ? this.#seeded(scope, key) : values[i]));
  }

  async writeFar(scope: string, keys: string[], values: unknown[], store: string): Promise<void> {
    await this.#host.ask(0, "context", [scope, store, keys, values]);
  }

  async namesFar(scope: string, store: string): Promise<string[]> {
    return this.#withSeeds(scope, (await this.#host.ask(0, "context", [scope, store, null])) as string[]);
  }
}

function property(data: Values, key: string): unknown {
  try {
    return getObjectProperty(data, key);
  } catch (error) {
    if ((error as { code?: string }).code === "INVALID_EXPR" || error instanceof PlainError) throw error;
    return undefined;
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

/** What a call means: where, under which names, in which store, and whom to tell. */
interface Place {
  scope: string | undefined;
  keys: string[];
  store: string;
  done: Callback | undefined;
}

const NOT_HERE = "File Store cache disabled - only asynchronous access supported";

/** One scope as functions see it: `get`, `set` and `keys` in all of Node-RED's forms, with Node-RED's errors. */
export class ContextApi {
  readonly get: (key: string | string[], store?: unknown, done?: unknown) => unknown;
  readonly set: (key: string | string[], value: unknown, store?: unknown, done?: unknown) => void;
  readonly keys: (store?: unknown, done?: unknown) => unknown;

  /** `scopes` is the scope itself, then what `$parent.` leads to. */
  constructor(contexts: Contexts, scopes: string[]) {
    const place = (key: unknown, store: unknown, done: Callback | undefined): Place => {
      if (Array.isArray(key)) {
        if (!key.length || !key.every((one) => typeof one === "string" && one)) throw invalidKey();
        return { scope: scopes[0], keys: key, store: contexts.store(nameOf(store)), done };
      }
      if (typeof key !== "string" || !key) throw invalidKey();
      const parsed = parseContextStore(key);
      let name = parsed.key;
      let depth = 0;
      while (name.startsWith("$parent.")) {
        name = name.slice(8);
        depth++;
      }
      // Nothing has the name "$parent" itself.
      if (name === "$parent") depth = scopes.length;
      return {
        scope: scopes[depth],
        keys: [name],
        store: contexts.store(nameOf(store) ?? parsed.store),
        done,
      };
    };
    this.get = (key, store, done) => {
      const told = callback(store, done);
      const found = guarded(told.done, () => place(key, told.store, told.done));
      if (!found) return undefined;
      const { scope, keys, store: from } = found;
      const several = Array.isArray(key);
      if (scope === undefined) {
        told.done?.(undefined);
        return undefined;
      }
      if (!contexts.isCopied(from)) {
        if (!told.done) throw new Error(NOT_HERE);
        later(contexts.readFar(scope, keys, from), told.done, (values) => [
          several ? undefined : null,
          ...values,
        ]);
        return undefined;
      }
      let values: unknown[];
      try {
        values = keys.map((one) => contexts.read(scope, one, from));
      } catch (error) {
        if (!told.done) throw error;
        told.done(error);
        return undefined;
      }
      if (!told.done) return several ? values : values[0];
      told.done(undefined, ...values);
      return undefined;
    };
    this.set = (key, value, store, done) => {
      const told = callback(store, done);
      const found = guarded(told.done, () => place(key, told.store, told.done));
      if (!found) return;
      const { scope, keys, store: into } = found;
      if (scope === undefined) {
        told.done?.();
        return;
      }
      const given = Array.isArray(key) && Array.isArray(value) ? value : [value];
      // There are names without a value: null is set.
      const values = keys.map((_, i) => (i < given.length ? given[i] : null));
      if (!contexts.isCopied(into) && told.done) {
        later(contexts.writeFar(scope, keys, values, into), told.done, () => [null]);
        return;
      }
      try {
        keys.forEach((one, i) => {
          contexts.write(scope, one, values[i], into);
        });
      } catch (error) {
        if (!told.done) throw error;
        told.done(error);
        return;
      }
      told.done?.(undefined);
    };
    this.keys = (store, done) => {
      const told = callback(store, done);
      const scope = scopes[0] as string;
      const from = contexts.store(nameOf(told.store));
      if (!contexts.isCopied(from)) {
        if (!told.done) throw new Error("Callback must be a function");
        later(contexts.namesFar(scope, from), told.done, (names) => [null, names]);
        return undefined;
      }
      const names = contexts.names(scope, from);
      if (!told.done) return names;
      told.done(null, names);
      return undefined;
    };
  }
}

function nameOf(store: unknown): string | undefined {
  return store ? String(store) : undefined;
}

function invalidKey(): Error {
  return new Error("Invalid context key");
}

/** A store's name may be left out before the callback. */
function callback(store: unknown, done: unknown): { store: unknown; done: Callback | undefined } {
  if (!done && typeof store === "function") return { store: undefined, done: store as Callback };
  if (done && typeof done !== "function") throw new Error("Callback must be a function");
  return { store, done: done ? (done as Callback) : undefined };
}

/** What the work gives; nothing, when it failed and that was told to the callback. */
function guarded<T>(done: Callback | undefined, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!done) throw error;
    done(error);
    return undefined;
  }
}

/** Tell the callback when it is there; an error that the callback itself throws is not told to it again. */
function later<T>(promise: Promise<T>, done: Callback, results: (value: T) => unknown[]): void {
  promise.then(
    (value) => done(...results(value)),
    (error: unknown) => done(error),
  );
}
