/**
 * One message on its way through a function, and through those wired behind it that may run in the same crossing.
 *
 * What the function changed goes back when it hands the message out: on `node.send`, at its end, with an error.
 */
import { Changes, type Message } from "./changes";
import { encode } from "./codec";
import { encodeReported, encodeThrown, timedOut } from "./errors";
import type { FunctionNode, NodeApi } from "./function";
import type { Host } from "./host";
import { encodeOutput } from "./messages";

/** Functions that may run in one crossing: a ring of wires must not keep the process for itself. */
const LONGEST_CHAIN = 32;
/** Whether each function shows as its status how long it took, as with Node-RED. */
const SHOWS_TIME = Boolean(process.env.NODE_RED_FUNCTION_TIME);

/** Whether code that never waits itself gave back something to wait for. */
function isThenable(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

export class Call {
  readonly id: number;
  readonly msg: Message;
  node: FunctionNode;
  readonly #first: FunctionNode;
  readonly #host: Host;
  #changes: Changes;
  #open = true;
  #hops = 0;
  #timer: NodeJS.Timeout | undefined;
  /** It took too long: what its code still does goes nowhere. */
  #expired = false;

  constructor(host: Host, id: number, node: FunctionNode, msg: Message) {
    this.#host = host;
    this.id = id;
    this.node = node;
    this.#first = node;
    this.msg = msg;
    this.#changes = new Changes(msg, node.plan);
  }

  /** Give the message up without having run: the function could not be started, or is gone. */
  drop(): void {
    this.#open = false;
    this.#host.emit(`["x",${this.id}]`);
  }

  run(): void {
    for (;;) {
      const node = this.node;
      let result: unknown;
      const began = SHOWS_TIME || node.limit ? performance.now() : 0;
      this.#host.enter(node.key, this.id);
      node.current = this;
      try {
        result = node.invoke(this.msg, node.analysis.usesNode ? this.#api(node) : undefined);
      } catch (error) {
        this.#fail(error);
        return;
      } finally {
        node.current = undefined;
        this.#host.leave();
      }
      if (node.analysis.isAsync || (result !== this.msg && isThenable(result))) {
        this.#host.yielded = true;
        if (node.limit) this.#limitPauses(node, began);
        Promise.resolve(result).then(
          (value) => {
            clearTimeout(this.#timer);
            if (this.#expired) return;
            if (SHOWS_TIME) this.#showTime(node, began);
            if (this.#next(value)) this.run();
            else this.#finish(value);
            this.#host.beat();
          },
          (error: unknown) => {
            clearTimeout(this.#timer);
            if (this.#expired) return;
            this.#fail(error);
            this.#host.beat();
          },
        );
        return;
      }
      if (SHOWS_TIME) this.#showTime(node, began);
      if (!this.#next(result)) {
        this.#finish(result);
        return;
      }
    }
  }

  /** V8 ends code that does not pause; this ends waiting that takes too long. */
  #limitPauses(node: FunctionNode, began: number): void {
    this.#timer = setTimeout(
      () => {
        this.#expired = true;
        this.#fail(timedOut(node.limit));
      },
      Math.max(0, node.limit - (performance.now() - began)),
    );
  }

  #showTime(node: FunctionNode, began: number): void {
    const text = String(Math.floor((performance.now() - began) * 100) / 100);
    (node.api.status as (status: unknown) => void)({ fill: "yellow", shape: "dot", text });
  }

  /** Go on to the next function when this one has handed the message to it and to nobody else. */
  #next(result: unknown): boolean {
    this.node.remembered?.settle();
    const { next } = this.node;
    if (next === undefined || result !== this.msg || next.state !== "ready" || !this.node.handsOn)
      return false;
    if (++this.#hops >= LONGEST_CHAIN) return false;
    this.node = next;
    return true;
  }

  #finish(result: unknown): void {
    let output: string;
    let changes: string;
    try {
      output = encodeOutput(result, this.msg, (problem) => this.node.reportError(problem, undefined));
      changes = this.#changes.take();
    } catch (error) {
      // Something in it has no form outside of this process.
      this.#fail(error);
      return;
    }
    const by = this.node === this.#first ? "" : `,${this.node.key}`;
    this.#close();
    this.#host.emit(`[0,${this.id},${changes},${output}${by}]`);
  }

  #fail(error: unknown): void {
    let changes = "0,0";
    this.node.remembered?.settle();
    try {
      changes = this.#changes.take();
    } catch {
      // What cannot leave this process stays as it was.
    }
    this.#close();
    this.#host.emit(`["e",${this.id},${this.node.key},${encodeThrown(error)},${changes},1,1]`);
  }

  #close(): void {
    this.#open = false;
    this.#changes.leave();
  }

  send(output: unknown, clone: boolean): void {
    const node = this.node;
    if (this.#expired) return;
    if (!this.#open) {
      node.sendLate(output, this.msg._msgid);
      return;
    }
    const text = encodeOutput(output, this.msg, (problem) => node.reportError(problem, undefined));
    if (text === "0") return;
    node.remembered?.settle();
    this.#host.emit(`["s",${this.id},${node.key},${this.#changes.take()},${text},${clone ? 1 : 0}]`);
  }

  #api(node: FunctionNode): NodeApi {
    const { sends, callsDone } = node.analysis;
    const api: NodeApi = Object.create(node.api) as NodeApi;
    if (sends) api.send = (output: unknown, clone?: unknown) => this.send(output, clone !== false);
    if (callsDone) {
      api.done = (problem?: unknown) => {
        if (problem) (api.error as (reported: unknown, msg: unknown) => void)(problem, this.msg);
        this.#host.emit(`["d",${this.id},${problem ? 1 : 0}]`);
      };
    }
    api.error = (reported: unknown, msg?: unknown) => {
      if (msg !== this.msg || !this.#open) {
        node.reportError(reported, typeof msg === "object" && msg !== null ? encode(msg) : undefined);
        return;
      }
      this.#host.emit(`["e",${this.id},${node.key},${encodeReported(reported)},${this.#changes.take()},0,1]`);
    };
    return api;
  }
}
