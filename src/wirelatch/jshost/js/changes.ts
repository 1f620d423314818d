/**
 * Finding out what a function changed in its message, so that only that goes back.
 *
 * Primitive values are compared as they are; objects by the JSON they had before. An object that JSON cannot hold in
 * full (a Map, a class instance …) counts as changed.
 */
import type { Needs, Path } from "./analysis";
import { encode, Handle, isPlain } from "./codec";

export type Message = Record<string, unknown>;

/** Stands in a message for the old value of a property that the code only assigns. */
const UNTOUCHED: unknown = Object.freeze({});

interface Watched {
  parent: Message;
  key: string;
  /** The path as JSON, ready for the reply. */
  label: string;
  value: unknown;
  present: boolean;
  copy: string | number | Buffer | undefined;
}

/** The paths of some needs with their labels, worked out once for many messages. */
export class Plan {
  readonly whole: boolean;
  readonly top: { key: string; label: string }[] = [];
  readonly deep: Path[] = [];
  readonly assigned: { key: string; label: string }[];

  constructor(needs: Needs) {
    this.whole = needs.whole;
    for (const path of needs.touched) {
      if (path.length === 1) this.top.push({ key: path[0] as string, label: JSON.stringify(path[0]) });
      else this.deep.push(path);
    }
    this.assigned = needs.assigned.map((key) => ({ key, label: JSON.stringify(key) }));
  }
}

export class Changes {
  readonly #message: Message;
  readonly #watched: Watched[] = [];
  readonly #plan: Plan;

  constructor(message: Message, plan: Plan) {
    this.#message = message;
    this.#plan = plan;
    if (plan.whole) {
      for (const key of Object.keys(message)) this.#watch(message, key, JSON.stringify(key));
      return;
    }
    for (const { key, label } of plan.top) this.#watch(message, key, label);
    for (const path of plan.deep) this.#watchDeep(path);
    for (const { key, label } of plan.assigned) {
      message[key] = UNTOUCHED;
      this.#watched.push({ parent: message, key, label, value: UNTOUCHED, present: true, copy: undefined });
    }
  }

  #watch(parent: Message, key: string, label: string): void {
    const value = parent[key];
    const present = value !== undefined || Object.hasOwn(parent, key);
    const copy = typeof value === "object" && value !== null ? copyOf(value) : undefined;
    this.#watched.push({ parent, key, label, value, present, copy });
  }

  #watchDeep(path: Path): void {
    let parent: Message = this.#message;
    for (let i = 0; i < path.length - 1; i++) {
      const key = path[i] as string;
      const inner = parent[key];
      if (typeof inner !== "object" || inner === null || Array.isArray(inner) || ArrayBuffer.isView(inner)) {
        // Nothing can be told apart below this value: it is watched as a whole, once.
        if (!this.#watched.some((known) => known.parent === parent && known.key === key)) {
          this.#watch(parent, key, JSON.stringify(i ? path.slice(0, i + 1) : key));
        }
        return;
      }
      if (inner instanceof Handle) return;
      parent = inner as Message;
    }
    this.#watch(parent, path.at(-1) as string, JSON.stringify(path));
  }

  /** What is different since the last time, as `[[path, value, …] or 0, [path, …] or 0]` without the brackets. */
  take(): string {
    let sets = "";
    let deletes = "";
    for (const item of this.#watched) {
      let value = item.parent[item.key];
      // Neither has a form outside JavaScript: whoever gets the message next finds nothing there.
      if (typeof value === "function" || typeof value === "symbol") value = undefined;
      if (value === item.value && (typeof value !== "object" || value === null)) {
        if (value !== undefined || item.present === Object.hasOwn(item.parent, item.key)) continue;
      }
      if (value === undefined) {
        if (item.present) deletes += `${deletes ? "," : ""}${item.label}`;
        item.value = undefined;
        item.present = false;
        continue;
      }
      if (value === item.value && (value === UNTOUCHED || isSame(value as object, item.copy))) continue;
      if (typeof value === "object" && value !== null) {
        const text = encode(value);
        if (value !== item.value && text === item.copy) continue;
        item.copy = isPlain(value) ? text : copyOf(value);
        sets += `${sets ? "," : ""}${item.label},${text}`;
      } else {
        sets += `${sets ? "," : ""}${item.label},${encode(value)}`;
      }
      item.value = value;
      item.present = true;
    }
    if (this.#plan.whole) {
      for (const key of Object.keys(this.#message)) {
        if (this.#watched.some((known) => known.key === key)) continue;
        const value = this.#message[key];
        if (value === undefined || typeof value === "function" || typeof value === "symbol") continue;
        const label = JSON.stringify(key);
        sets += `${sets ? "," : ""}${label},${encode(value)}`;
        this.#watch(this.#message, key, label);
      }
    }
    return `${sets ? `[${sets}]` : "0"},${deletes ? `[${deletes}]` : "0"}`;
  }

  /** Take the stand-ins out of the message, for when the function keeps it after its call. */
  leave(): void {
    for (const { key } of this.#plan.assigned)
      if (this.#message[key] === UNTOUCHED) delete this.#message[key];
  }
}

function copyOf(value: object): string | number | Buffer | undefined {
  if (value instanceof Handle) return "";
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (value instanceof Date) return value.getTime();
  return isPlain(value) ? JSON.stringify(value) : undefined;
}

function isSame(value: object, copy: string | number | Buffer | undefined): boolean {
  if (copy === undefined) return false;
  if (value instanceof Handle) return true;
  if (Buffer.isBuffer(copy)) return copy.equals(value as Buffer);
  if (typeof copy === "number") return value instanceof Date && value.getTime() === copy;
  return isPlain(value) && JSON.stringify(value) === copy;
}
