/**
 * The loop of this process: takes commands from Python in order, runs them, and writes what they gave in one go.
 *
 * A frame is a 32-bit little-endian length and that many bytes of JSON: an array of commands or answers.
 */
import fs from "node:fs";
import { Call } from "./call";
import type { Message } from "./changes";
import { decode, Handle } from "./codec";
import { ContextApi, Contexts } from "./contexts";
import { encodeThrown, owner } from "./errors";
import { type Definition, FunctionNode } from "./function";

type Command = [number | string, ...unknown[]];

export class Host {
  readonly contexts = new Contexts((item) => this.emit(item));
  readonly globalContext = new ContextApi(this.contexts, ["global"]);
  userDirectory = ".";
  /** A function has begun to wait for something: what it left behind gets its turn before the next command. */
  yielded = false;

  readonly #functions = new Map<number, FunctionNode>();
  readonly #write: (frame: Buffer) => void;
  #out: string[] = [];
  #flushScheduled = false;
  #commands: Command[] = [];
  #next = 0;
  #working = false;
  #running: [key: number, call: number][] = [];
  #begun = 0;
  readonly #handles = new FinalizationRegistry<number>((number) => this.emit(`["free",${number}]`));

  constructor(write: (frame: Buffer) => void) {
    this.#write = write;
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
    if (frame) this.#write(frame);
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
  }

  // Reading -------------------------------------------------------------------------------------------------------

  receive(text: string): void {
    const commands = decode(text) as Command[];
    if (this.#next < this.#commands.length)
      this.#commands = [...this.#commands.slice(this.#next), ...commands];
    else this.#commands = commands;
    this.#next = 0;
    if (!this.#working) this.#work();
  }

  #work(): void {
    this.#working = true;
    const deadline = performance.now() + 2;
    while (this.#next < this.#commands.length) {
      this.yielded = false;
      this.#execute(this.#commands[this.#next++] as Command);
      if (this.yielded) {
        // `#working` stays true, so that commands that arrive meanwhile wait their turn.
        setImmediate(() => this.#work());
        return;
      }
      if (this.#out.length >= 64 && performance.now() > deadline) this.flush();
    }
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
        this.contexts.configure(second as string[], third as string);
        return;
      case "ping":
        this.emit(`["pong",${first}]`);
        return;
      default:
        throw new Error(`unknown command ${op}`);
    }
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
