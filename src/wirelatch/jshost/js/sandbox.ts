/**
 * The globals of a function: a JavaScript realm of its own, in which assigning to an undeclared name makes a variable
 * that On Start, On Message and On Stop share, as in Node-RED.
 */
import util from "node:util";
import vm from "node:vm";

type Globals = Record<string, unknown>;

const SHARED: Globals = {
  console,
  util,
  promisify: util.promisify,
  Buffer,
  URL,
  URLSearchParams,
  // Those of the main realm, so that what crosses the pipe is an instance of what the code calls by that name.
  Date,
  Map,
  Set,
  Uint8Array,
  ArrayBuffer,
  structuredClone,
  fetch,
  AbortController,
  AbortSignal,
  TextEncoder,
  TextDecoder,
  performance,
  atob,
  btoa,
  queueMicrotask,
};

/** Looked up at their first use only, as Node.js loads large modules for them. */
const LAZY = ["Headers", "Request", "Response", "FormData", "Blob", "WebSocket", "crypto"] as const;

/** The timers of one function; all end when it closes. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout | NodeJS.Immediate>();
  readonly globals: Globals;

  /** `run` is called for every callback that is due. */
  constructor(run: (callback: () => void) => void) {
    const running = this.#running;
    const once = (callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => {
      const timer = setTimeout(() => {
        running.delete(timer);
        run(() => callback(...args));
      }, delay);
      running.add(timer);
      return timer;
    };
    Object.defineProperty(once, util.promisify.custom, {
      value: (delay?: number, value?: unknown) => new Promise((resolve) => once(() => resolve(value), delay)),
    });
    const clear = (timer: NodeJS.Timeout | undefined) => {
      clearTimeout(timer);
      if (timer) running.delete(timer);
    };
    this.globals = {
      setTimeout: once,
      clearTimeout: clear,
      setInterval: (callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => {
        const timer = setInterval(() => run(() => callback(...args)), delay);
        running.add(timer);
        return timer;
      },
      clearInterval: clear,
      setImmediate: (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
        const timer = setImmediate(() => {
          running.delete(timer);
          run(() => callback(...args));
        });
        running.add(timer);
        return timer;
      },
      clearImmediate: (timer: NodeJS.Immediate | undefined) => {
        clearImmediate(timer);
        if (timer) running.delete(timer);
      },
    };
  }

  close(): void {
    for (const timer of this.#running) {
      clearTimeout(timer as NodeJS.Timeout);
      clearImmediate(timer as NodeJS.Immediate);
    }
    this.#running.clear();
  }
}

/** A new realm with the globals of all functions and those given. */
export function createRealm(own: Globals): vm.Context {
  // Not "contextified": globals of the realm are then as fast as any, which interceptors are not.
  const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY as unknown as vm.Context) as Globals;
  for (const globals of [SHARED, own]) {
    for (const name of Object.keys(globals)) {
      Object.defineProperty(realm, name, {
        value: globals[name],
        writable: true,
        configurable: true,
        enumerable: false,
      });
    }
  }
  for (const name of LAZY) {
    if (Object.hasOwn(own, name)) continue;
    const define = (value: unknown) =>
      Object.defineProperty(realm, name, { value, writable: true, configurable: true, enumerable: false });
    Object.defineProperty(realm, name, {
      get: () => {
        define(globalThis[name]);
        return globalThis[name];
      },
      set: define,
      configurable: true,
      enumerable: false,
    });
  }
  return realm as vm.Context;
}
