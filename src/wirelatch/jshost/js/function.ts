/**
 * One function node: its code compiled in a realm of its own, its On Start and On Stop code, its `node` object.
 *
 * Messages that arrive before On Start is through wait. What a function may use is told in
 * https://nodered.org/docs/user-guide/writing-functions; `sandbox.ts` lists its globals.
 */
import vm from "node:vm";
import { type Analysis, analyse, mergeNeeds, type Needs } from "./analysis";
import type { Call } from "./call";
import { Plan } from "./changes";
import { encode } from "./codec";
import { Remembered } from "./context-watch";
import { ContextApi } from "./contexts";
import { encodeReported, encodeThrown, fileName, forgetSources, noteSource, PlainError } from "./errors";
import type { Host } from "./host";
import { importModule, parseSpecifier } from "./libraries";
import { encodeOutput } from "./messages";
import { redUtil } from "./redutil";
import { createRealm, Timers } from "./sandbox";

export interface Definition {
  id: string;
  name: string;
  path: string;
  outputs: unknown;
  func: string;
  initialize: string;
  finalize: string;
  /** Seconds that it may take for a message, pauses included; 0 for no limit of its own. */
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
  /** What the code got from context, when it may change that in place. */
  readonly remembered: Remembered | undefined;
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
    this.remembered = this.analysis.changesContext ? new Remembered(this.analysis.isAsync) : undefined;
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
    noteSource(key, "", definition.func);
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
    const setup = script.runInContext(this.#realm as vm.Context) as (node: unknown) => Promise<void>;
    this.#host.enter(key, 0);
    let running: Promise<void>;
    try {
      running = this.limited(() => setup(node));
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
    noteSource(key, part, code);
    return new vm.Script(`(async function(node) {\n${code}${END}`, {
      filename: fileName(key, part, definition.id, definition.name),
      lineOffset: -1,
    });
  }

  /** Milliseconds that the code may take; 0 for as long as it likes. */
  get limit(): number {
    return this.definition.timeout > 0 ? Math.ceil(this.definition.timeout * 1000) : 0;
  }

  /** Run synchronous code that V8 interrupts when it takes longer than the limit. */
  limited<T>(work: () => T): T {
    const { limit } = this;
    return limit > 0 ? (runWithLimit(work, limit) as T) : work();
  }

  async close(removed: boolean): Promise<void> {
    this.state = "closed";
    try {
      if (this.definition.finalize.trim() && this.#realm) {
        const send = () => this.reportError("Cannot send from close function", undefined);
        const script = this.#special(this.definition.finalize, " cleanup");
        const cleanup = script.runInContext(this.#realm) as Body;
        await this.limited(() => cleanup({ ...this.api, send }, undefined));
      }
      for (const listener of this.#listeners) await callListener(listener, removed);
    } catch (error) {
      this.#host.emit(`["e",0,${this.key},${encodeThrown(error)},0,0,0,0]`);
    }
    this.timers.close();
    if (this.#statusShown) this.#host.emit(`["t",${this.key},{}]`);
    forgetSources(this.key);
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
    return this.definition.timeout > 0 ? this.limited(() => body(msg, node)) : body(msg, node);
  }

  /** Run a callback of the function (a timer); its error is an error of the node. */
  run(callback: () => void): void {
    this.#host.enter(this.key, 0);
    try {
      callback();
      this.remembered?.settle();
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
      linkcall: async (target: unknown, msg: unknown, options?: { timeout?: number; clone?: boolean }) => {
        const answer = await host.ask(key, "linkcall", [target, msg, options?.timeout ?? null]);
        return options?.clone === false ? become(msg, answer) : answer;
      },
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
      jsonata: (expression: string, msg: unknown, variables: Record<string, unknown>) =>
        this.#host.ask(this.key, "jsonata", [expression, msg, variables]),
    };
    return {
      // What code puts on `context.flow` and `context.global` themselves is shared, what it puts on `flow` is not.
      context: Object.assign(own, { flow, global: whole }, this.remembered?.watched(own)),
      flow: this.remembered?.watched(flow) ?? { get: flow.get, set: flow.set, keys: flow.keys },
      global: this.remembered?.watched(whole) ?? { get: whole.get, set: whole.set, keys: whole.keys },
      env,
      RED: { util: redUtil(around) },
      send: (output: unknown, clone?: unknown) => {
        if (this.current) this.current.send(output, clone !== false);
        else this.sendLate(output);
      },
    };
  }

  async #libraries(): Promise<Record<string, unknown>> {
    const wanted = this.definition.libs.filter((lib) => lib.var);
    const loaded = await Promise.all(wanted.map((lib) => (lib.module ? this.#library(lib.module) : null)));
    return Object.fromEntries(wanted.map((lib, i) => [lib.var, loaded[i]]));
  }

  async #library(module: string): Promise<unknown> {
    try {
      const specifier = parseSpecifier(module);
      const { name, version, builtIn } = specifier;
      await this.#host.ask(this.key, "module", [name, version, builtIn]);
      return await importModule(specifier, this.#host.userDirectory);
    } catch (error) {
      throw new PlainError(`Failed to load module ${module}: ${error}`, { cause: error });
    }
  }
}

class SyntaxProblemError extends PlainError {
  constructor(message: string, part: string, line: number, column: number) {
    super(`SyntaxError: ${message} (${part ? `${part}: ` : ""}line ${line}, col ${column})`);
  }
}

const LIMITED = new vm.Script("globalThis[Symbol.for('wirelatch.limited')]()");

function runWithLimit(work: () => unknown, timeout: number): unknown {
  Reflect.set(globalThis, Symbol.for("wirelatch.limited"), work);
  return LIMITED.runInThisContext({ timeout });
}

/** A message that was handed on uncloned is the one that comes back, with whatever was done to it on the way. */
function become(msg: unknown, answer: unknown): unknown {
  if (typeof msg !== "object" || msg === null || typeof answer !== "object" || answer === null) return answer;
  const own = msg as Record<string, unknown>;
  for (const key of Object.keys(own)) if (!Object.hasOwn(answer, key)) delete own[key];
  return Object.assign(own, answer);
}

function callListener(listener: (...args: unknown[]) => unknown, removed: boolean): unknown {
  if (listener.length === 0) return listener();
  return new Promise<void>((resolve) => {
    const done = () => resolve();
    if (listener.length === 1) listener(done);
    else listener(removed, done);
  });
}
