/**
 * The loop of this process: takes commands from Python in order, runs them, and writes what they gave in one go.
 *
 * A frame is a 32-bit little-endian length and that many bytes of JSON: an array of commands or answers.
 */
import fs from "node:fs";
import { Call } from "./call";
import type { Message } from "./changes";
import { decode, encode, Handle } from "./codec";
import { ContextApi, Contexts, type Stores } from "./contexts";
import { encodeThrown, owner } from "./errors";
import { type Definition, FunctionNode } from "./function";
import { parseSpecifier, requireModule } from "./libraries";
import { Response } from "./response";

type Command = [number | string, ...unknown[]];

/** Milliseconds of work before everything else in this process (timers, sockets) gets its turn. */
const TURN = 20;
/** Answers go out when this many milliseconds have passed and there are some to go, or as many as it makes sense to. */
const FLUSH_EVERY = 2;
const WORTHWHILE = 64;
/** Python hears at least this often, in milliseconds, that this process gets on with its work. */
const BEAT = 50;

export class Host {
  readonly contexts = new Contexts({
    emit: (item) => this.emit(item),
    ask: (key, what, details) => this.ask(key, what, details),
    warn: (text) => this.emit(`["warn",${JSON.stringify(text)}]`),
  });
  readonly globalContext = new ContextApi(this.contexts, ["global"]);
  readonly #flowContexts = new Map<string, ContextApi>();
  readonly #questions = new Map<number, (problem: string | null, answer: unknown) => void>();
  #asked = 0;
  userDirectory = ".";
  /** A function has begun to wait for something: what it left behind gets its turn before the next command. */
  yielded = false;

  readonly #functions = new Map<number, FunctionNode>();
  readonly #write: (frame: Buffer) => boolean;
  #out: string[] = [];
  #flushScheduled = false;
  #batches: Command[][] = [];
  #commands: Command[] = [];
  #next = 0;
  #working = false;
  /** Python does not read as fast as this process answers: it goes on when that has changed. */
  #stuck = false;
  #lastWrite = 0;
  #running: [key: number, call: number][] = [];
  #begun = 0;
  readonly #handles = new FinalizationRegistry<number>((number) => this.emit(`["free",${number}]`));

  /** `write` tells whether more can be written at once; if not, `drained` is called when it can. */
  constructor(write: (frame: Buffer) => boolean) {
    this.#write = write;
    Response.respond = (handle, status, headers, body) =>
      this.emit(`["respond",${handle},${status},${encode(headers)},${encode(body)}]`);
  }

  /** The context of a flow, and of those that `$parent` leads to; the same object for all functions on it. */
  flowContext(scopes: string[]): ContextApi {
    const name = JSON.stringify(scopes);
    let context = this.#flowContexts.get(name);
    if (!context) {
      context = new ContextApi(this.contexts, scopes);
      this.#flowContexts.set(name, context);
    }
    return context;
  }

  /** Ask Python for something that only it can do for a function. */
  ask(key: number, what: string, details: unknown[]): Promise<unknown> {
    const number = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#questions.set(number, (problem, answer) => {
        if (problem === null) resolve(answer);
        else reject(new Error(problem));
      });
      this.emit(`["ask",${key},${number},"${what}",${encode(details)}]`);
    });
  }

  #answered(number: number, problem: string | null, answer: unknown): void {
    const settle = this.#questions.get(number);
    this.#questions.delete(number);
    settle?.(problem, answer);
    // What waited for it gets its turn before the next command.
    this.yielded = true;
  }

  // Writing -------------------------------------------------------------------------------------------------------

  emit(item: string): void {
    this.#out.push(item);
    if (!this.#working && !this.#flushScheduled) {
      this.#flushScheduled = true;
      setImmediate(() => this.flush());
    }
  }

  flush(): void {
    this.#flushScheduled = false;
    const frame = this.#takeFrame();
    if (!frame) return;
    this.#lastWrite = performance.now();
    if (!this.#write(frame)) this.#stuck = true;
  }

  /** All that was written has been taken. */
  drained(): void {
    if (!this.#stuck) return;
    this.#stuck = false;
    if (this.#working) this.#work();
  }

  /**
   * Between two calls of user code: show Python that no call takes long, however many there are. Never called from
   * within user code, which could go on for ever while this is called.
   */
  beat(now = performance.now()): void {
    if (now - this.#lastWrite < BEAT) return;
    if (!this.#out.length) this.#out.push('["beat"]');
    this.flush();
  }

  #takeFrame(): Buffer | undefined {
    if (!this.#out.length) return undefined;
    const text = `[${this.#out.join(",")}]`;
    this.#out = [];
    const size = Buffer.byteLength(text);
    const frame = Buffer.allocUnsafe(size + 4);
    frame.writeUInt32LE(size, 0);
    frame.write(text, 4);
    return frame;
  }

  /** Called by the watchdog while this process is paused in the middle of a function: save what is done. */
  rescue(descriptor: number): { key: number; call: number; begun: number } {
    const frame = this.#takeFrame();
    if (frame) {
      for (let at = 0; at < frame.length; ) at += fs.writeSync(descriptor, frame, at);
    }
    const [key, call] = this.#running.at(-1) ?? [-1, 0];
    return { key, call, begun: this.#begun };
  }

  // Which function is running -------------------------------------------------------------------------------------

  enter(key: number, call: number): void {
    if (call > this.#begun) this.#begun = call;
    this.#running.push([key, call]);
  }

  leave(): void {
    this.#running.pop();
    if (!this.#running.length) this.beat();
  }

  // Reading -------------------------------------------------------------------------------------------------------

  receive(text: string): void {
    this.#batches.push(decode(text) as Command[]);
    if (!this.#working) this.#work();
  }

  #work(): void {
    this.#working = true;
    const began = performance.now();
    for (;;) {
      if (this.#next >= this.#commands.length) {
        const batch = this.#batches.shift();
        if (!batch) break;
        this.#commands = batch;
        this.#next = 0;
        continue;
      }
      this.yielded = false;
      this.#execute(this.#commands[this.#next++] as Command);
      const now = performance.now();
      if (this.#out.length >= WORTHWHILE && now - this.#lastWrite > FLUSH_EVERY) this.flush();
      else this.beat(now);
      // `#working` stays true, so that commands that arrive meanwhile wait their turn.
      if (this.#stuck) return;
      if (this.yielded || now - began > TURN) {
        setImmediate(() => this.#work());
        return;
      }
    }
    this.#commands = [];
    this.#next = 0;
    this.#working = false;
    this.flush();
  }

  #execute(command: Command): void {
    try {
      this.#dispatch(command);
    } catch (error) {
      this.emit(`["fault",${encodeThrown(error)}]`);
    }
  }

  #dispatch(command: Command): void {
    const [op, first, second, third, fourth, fifth] = command;
    switch (op) {
      case 0: {
        const node = this.#functions.get(second as number);
        if (node) {
          if (node.analysis.sendsLate) this.#keepHandles(third as Message);
          node.receive(new Call(this, first as number, node, third as Message));
        } else this.emit(`["x",${first}]`);
        return;
      }
      case "set":
        this.contexts.receive(first as number, second as string, third as string, fourth as string, fifth);
        return;
      case "load":
        this.contexts.load(first as string, second as string, third as Record<string, unknown>);
        return;
      case "forget":
        this.contexts.forget(first as string);
        for (const name of this.#flowContexts.keys())
          if ((JSON.parse(name) as string[])[0] === first) this.#flowContexts.delete(name);
        return;
      case "answer":
        this.#answered(first as number, second as string | null, third);
        return;
      case "define":
        this.#define(first as number, second as Definition);
        return;
      case "next":
        this.#connect(first as number, second as number | null);
        return;
      case "close":
        this.#close(first as number, second as boolean);
        return;
      case "hello":
        this.userDirectory = first as string;
        if (second) {
          const { seed } = this.contexts.configure(
            second as Stores,
            this.#modules(third as Record<string, string>),
          );
          Object.defineProperties(this.globalContext, Object.getOwnPropertyDescriptors(seed));
        }
        this.emit('["beat"]');
        this.flush();
        return;
      case "ping":
        this.emit(`["pong",${first}]`);
        return;
      default:
        throw new Error(`unknown command ${op}`);
    }
  }

  /** Modules under names, loaded when they are first asked for. */
  #modules(specifiers: Record<string, string>): Record<string, unknown> {
    const modules = {};
    for (const [name, specifier] of Object.entries(specifiers ?? {})) {
      Object.defineProperty(modules, name, {
        get: () => requireModule(parseSpecifier(String(specifier)), this.userDirectory),
        enumerable: true,
        configurable: true,
      });
    }
    return modules;
  }

  /** Python keeps `req` and `res` for a function that may send late; it is told when nothing here holds them. */
  #keepHandles(msg: Message): void {
    for (const name of ["req", "res"]) {
      const handle = msg[name];
      if (handle instanceof Handle) this.#handles.register(handle, Handle.numberOf(handle));
    }
  }

  #define(key: number, definition: Definition): void {
    const node = new FunctionNode(this, key, definition);
    this.#functions.set(key, node);
    node.updateNeeds();
    void node.start();
  }

  #connect(key: number, next: number | null): void {
    const node = this.#functions.get(key);
    if (!node) return;
    node.next = next === null ? undefined : this.#functions.get(next);
    for (const other of this.#functions.values()) if (other === node || other.next) other.updateNeeds();
  }

  #close(key: number, removed: boolean): void {
    const node = this.#functions.get(key);
    this.#functions.delete(key);
    for (const other of this.#functions.values()) {
      if (node && other.next === node) {
        other.next = undefined;
        other.updateNeeds();
      }
    }
    if (node) void node.close(removed);
    else this.emit(`["closed",${key}]`);
  }

  /** A promise that nobody waits for, or a callback that nobody watches, has failed. */
  stray(error: unknown): void {
    const node = this.#functions.get(owner(error) ?? -1);
    if (node) this.emit(`["e",0,${node.key},${encodeThrown(error)},0,0,0,{}]`);
    else this.emit(`["fault",${encodeThrown(error)}]`);
  }
}
