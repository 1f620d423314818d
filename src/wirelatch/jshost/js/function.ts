/**
 * One function node: its code compiled in a realm of its own, its On Start and On Stop code, its `node` object.
 *
 * Messages that arrive before On Start is through wait. What a function may use is told in
 * https://nodered.org/docs/user-guide/writing-functions; `sandbox.ts` lists its globals.
 */
import { createRequire, isBuiltin } from "node:module";
import vm from "node:vm";
import { type Analysis, analyse, mergeNeeds, type Needs } from "./analysis";
import type { Call } from "./call";
import { Plan } from "./changes";
import { encode } from "./codec";
import { ContextApi } from "./contexts";
import { encodeReported, encodeThrown, fileName, PlainError } from "./errors";
import type { Host } from "./host";
import { encodeOutput } from "./messages";
import { redUtil } from "./redutil";
import { createRealm, Timers } from "./sandbox";

export interface Definition {
  id: string;
  name: string;
  path: string;
  outputs: number;
  func: string;
  initialize: string;
  finalize: string;
  /** Seconds that the synchronous part may take; 0 for no limit of its own. */
  timeout: number;
  libs: { var: string; module: string }[];
  /** Context scopes: the node's, and the flow's with those that `$parent` leads to. */
  scope: string;
  flows: string[];
  env: Record<string, unknown>;
}

type Body = (msg: unknown, node: unknown) => unknown;
export type NodeApi = Record<string, unknown>;

const END = "\n})";

export class FunctionNode {
  readonly key: number;
  readonly definition: Definition;
  readonly analysis: Analysis;
  readonly timers: Timers;
  /** What `node` is outside of a message; that of a message inherits from it. */
  readonly api: NodeApi;
  next: FunctionNode | undefined;
  plan: Plan;
  state: "starting" | "ready" | "failed" | "closed" = "starting";
  /** The call that runs at this moment, for the global `send`. */
  current: Call | undefined;

  readonly #host: Host;
  readonly #listeners: ((...args: unknown[]) => unknown)[] = [];
  #realm: vm.Context | undefined;
  #body: Body | undefined;
  #script: vm.Script | undefined;
  #waiting: Call[] = [];
  #statusShown = false;

  constructor(host: Host, key: number, definition: Definition) {
    this.#host = host;
    this.key = key;
    this.definition = definition;
    this.analysis = analyse(definition.func);
    this.plan = new Plan(this.analysis.needs);
    this.timers = new Timers((callback) => this.run(callback));
    this.api = this.#createApi();
  }

  /** Whether the function after this one may run in the same crossing. */
  get handsOn(): boolean {
    const { sends, isAsync, callsDone } = this.analysis;
    return !sends && !isAsync && !callsDone;
  }

  // Life ----------------------------------------------------------------------------------------------------------

  async start(): Promise<void> {
    const { definition } = this;
    try {
      const { problem } = this.analysis;
      if (problem) throw new SyntaxProblemError(problem.message, "", problem.line, problem.column);
      this.#realm = createRealm({
        ...this.#ownGlobals(),
        ...(await this.#libraries()),
        ...this.timers.globals,
      });
      this.#compile();
      if (definition.initialize.trim()) await this.#runSetup();
    } catch (error) {
      this.state = "failed";
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const call of waiting) call.drop();
      this.#host.emit(`["started",${this.key},${encodeThrown(error)}]`);
      return;
    }
    if (this.state !== "starting") return;
    this.state = "ready";
    this.#host.emit(`["started",${this.key},null]`);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) call.run();
  }

  #compile(): void {
    const { definition, analysis, key } = this;
    const kind = analysis.isAsync ? "async function" : "function";
    this.#script = new vm.Script(`(${kind}(msg, node) {\n${definition.func}${END}`, {
      filename: fileName(key, "", definition.id, definition.name),
      lineOffset: -1,
    });
    this.#body = this.#script.runInContext(this.#realm as vm.Context) as Body;
  }

  async #runSetup(): Promise<void> {
    const { definition, key } = this;
    const node = { ...this.api, send: (output: unknown) => this.sendLate(output) };
    const script = this.#special(definition.initialize, " setup");
    const setup = script.runInContext(this.#realm as vm.Context, this.#limit()) as (
      node: unknown,
    ) => Promise<void>;
    this.#host.enter(key, 0);
    let running: Promise<void>;
    try {
      running = setup(node);
    } finally {
      this.#host.leave();
    }
    await running;
  }

  #special(code: string, part: " setup" | " cleanup"): vm.Script {
    const { definition, key } = this;
    const analysis = analyse(code);
    if (analysis.problem) {
      const { message, line, column } = analysis.problem;
      throw new SyntaxProblemError(message, part.trim(), line, column);
    }
    return new vm.Script(`(async function(node) {\n${code}${END}`, {
      filename: fileName(key, part, definition.id, definition.name),
      lineOffset: -1,
    });
  }

  #limit(): vm.RunningScriptOptions {
    return this.definition.timeout > 0 ? { timeout: Math.ceil(this.definition.timeout * 1000) } : {};
  }

  async close(removed: boolean): Promise<void> {
    this.state = "closed";
    try {
      if (this.definition.finalize.trim() && this.#realm) {
        const send = () => this.reportError("Cannot send from close function", undefined);
        const script = this.#special(this.definition.finalize, " cleanup");
        await (script.runInContext(this.#realm, this.#limit()) as Body)({ ...this.api, send }, undefined);
      }
      for (const listener of this.#listeners) await callListener(listener, removed);
    } catch (error) {
      this.#host.emit(`["e",0,${this.key},${encodeThrown(error)},0,0,0,0]`);
    }
    this.timers.close();
    if (this.#statusShown) this.#host.emit(`["t",${this.key},{}]`);
    this.#host.emit(`["closed",${this.key}]`);
  }

  #needsOfChain(): Needs {
    const all: Needs[] = [];
    const seen = new Set<FunctionNode>();
    for (let node: FunctionNode | undefined = this; node && !seen.has(node); node = node.next) {
      seen.add(node);
      all.push(node.analysis.needs);
      if (!node.handsOn) break;
    }
    return all.length === 1 ? (all[0] as Needs) : mergeNeeds(all);
  }

  /** Work out what has to cross for this function and those after it, and tell Python. */
  updateNeeds(): void {
    const needs = this.#needsOfChain();
    this.plan = new Plan(needs);
    const { handsOn, analysis } = this;
    this.#host.emit(
      `["needs",${this.key},${JSON.stringify({ ...needs, handsOn, isAsync: analysis.isAsync, callsDone: analysis.callsDone, sendsLate: analysis.sendsLate })}]`,
    );
  }

  // Messages ------------------------------------------------------------------------------------------------------

  receive(call: Call): void {
    if (this.state === "ready") call.run();
    else if (this.state === "starting") this.#waiting.push(call);
    else call.drop();
  }

  /** Run the code for a message; gives what it returned. */
  invoke(msg: unknown, node: unknown): unknown {
    // Called as a plain function: `this` is then the realm's global object, as in Node-RED.
    const body = this.#body as Body;
    const limit = this.definition.timeout;
    return limit > 0 ? runWithLimit(() => body(msg, node), Math.ceil(limit * 1000)) : body(msg, node);
  }

  /** Run a callback of the function (a timer); its error is an error of the node. */
  run(callback: () => void): void {
    this.#host.enter(this.key, 0);
    try {
      callback();
    } catch (error) {
      this.#host.emit(`["e",0,${this.key},${encodeThrown(error)},0,0,0,{}]`);
    } finally {
      this.#host.leave();
    }
  }

  /** Send outside of any call: from On Start, a timer, or after the call is over. */
  sendLate(output: unknown, id?: unknown): void {
    const text = encodeOutput(output, undefined, (problem) => this.reportError(problem, undefined));
    if (text !== "0") this.#host.emit(`["S",${this.key},${text},${id === undefined ? 0 : encode(id)}]`);
  }

  reportError(reported: unknown, message: string | undefined): void {
    this.#host.emit(`["e",0,${this.key},${encodeReported(reported)},0,0,0,${message ?? 0}]`);
  }

  // What the code sees --------------------------------------------------------------------------------------------

  #createApi(): NodeApi {
    const { definition, key } = this;
    const host = this.#host;
    const log = (level: string) => (value: unknown) => host.emit(`["l",${key},"${level}",${encode(value)}]`);
    return {
      id: definition.id,
      name: definition.name,
      path: definition.path,
      outputCount: definition.outputs,
      log: log("log"),
      warn: log("warn"),
      debug: log("debug"),
      trace: log("trace"),
      error: (reported: unknown, msg?: unknown) =>
        this.reportError(reported, typeof msg === "object" && msg !== null ? encode(msg) : undefined),
      on: (event: string, listener: (...args: unknown[]) => unknown) => {
        if (event === "input") throw new Error("Cannot add listener to 'input' event within Function");
        if (event === "close" && typeof listener === "function") this.#listeners.push(listener);
      },
      status: (status?: unknown) => {
        this.#statusShown = true;
        host.emit(`["t",${key},${encode(status ?? {})}]`);
      },
      send: (output: unknown) => this.sendLate(output),
      done: () => undefined,
      linkcall: (target: unknown, msg: unknown, options?: { timeout?: number }) =>
        host.ask(key, "linkcall", [target, msg, options?.timeout ?? null]),
    };
  }

  #ownGlobals(): Record<string, unknown> {
    const { definition } = this;
    const contexts = this.#host.contexts;
    const own = new ContextApi(contexts, [definition.scope]);
    const flow = this.#host.flowContext(definition.flows);
    const whole = this.#host.globalContext;
    const env = { get: (name: string) => definition.env[name] };
    const around = {
      env: env.get,
      context: (kind: "flow" | "global", name: string, store?: string) =>
        (kind === "flow" ? flow : whole).get(name, store),
      jsonata: (expression: string, msg: unknown) => this.#host.ask(this.key, "jsonata", [expression, msg]),
    };
    return {
      // What code puts on `context.flow` and `context.global` themselves is shared, what it puts on `flow` is not.
      context: Object.assign(own, { flow, global: whole }),
      flow: { get: flow.get, set: flow.set, keys: flow.keys },
      global: { get: whole.get, set: whole.set, keys: whole.keys },
      env,
      RED: { util: redUtil(around) },
      send: (output: unknown, clone?: unknown) => {
        if (this.current) this.current.send(output, clone !== false);
        else this.sendLate(output);
      },
    };
  }

  async #libraries(): Promise<Record<string, unknown>> {
    const out: Record<string, unknown> = {};
    for (const { var: name, module } of this.definition.libs) {
      if (!name || !module) continue;
      out[name] = await load(module, this.#host.userDirectory);
    }
    return out;
  }
}

class SyntaxProblemError extends PlainError {
  constructor(message: string, part: string, line: number, column: number) {
    super(`SyntaxError: ${message} (${part ? `${part}: ` : ""}line ${line}, col ${column})`);
  }
}

/** A module of Node.js, or one that is installed in the user directory. */
async function load(module: string, directory: string): Promise<unknown> {
  const bare = module.replace(/@[^@/]*$/, (version, at: number) => (at > 0 ? "" : version));
  if (isBuiltin(bare)) return unwrap(await import(bare.startsWith("node:") ? bare : `node:${bare}`));
  const require = createRequire(`${directory}/package.json`);
  try {
    require.resolve(bare);
  } catch {
    throw new PlainError(
      `the module ${bare} is not installed: install it with npm in ${directory}; only modules of Node.js itself are always there`,
    );
  }
  return require(bare);
}

function unwrap(namespace: Record<string, unknown>): unknown {
  return "default" in namespace ? namespace.default : namespace;
}

const LIMITED = new vm.Script("globalThis[Symbol.for('wirelatch.limited')]()");

/** Run synchronous code that V8 interrupts when it takes too long. */
function runWithLimit(work: () => unknown, timeout: number): unknown {
  Reflect.set(globalThis, Symbol.for("wirelatch.limited"), work);
  return LIMITED.runInThisContext({ timeout });
}

function callListener(listener: (...args: unknown[]) => unknown, removed: boolean): unknown {
  if (listener.length === 0) return listener();
  return new Promise<void>((resolve) => {
    const done = () => resolve();
    if (listener.length === 1) listener(done);
    else listener(removed, done);
  });
}
