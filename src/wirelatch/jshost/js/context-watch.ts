/** What a function got from context and may change in place; see `mutation.ts`. */
import { encode } from "./codec";
import type { ContextApi } from "./contexts";

type Access = Pick<ContextApi, "get" | "set" | "keys">;

interface Got {
  scope: Access;
  key: string;
  store: unknown;
  text: string | undefined;
}

/** As many values are kept for code that waits, which may change one long after another of its calls has ended. */
const MOST = 500;

export class Remembered {
  readonly #got = new Map<object, Got>();
  readonly #waits: boolean;

  constructor(waits: boolean) {
    this.#waits = waits;
  }

  /** The scope with every object that is read noted. */
  watched(api: ContextApi): Access {
    // Taken now: what this gives may be put in their place.
    const scope = { get: api.get, set: api.set, keys: api.keys };
    return {
      keys: scope.keys,
      get: (key, store, done) => {
        const value = scope.get(key, store, done);
        if (typeof key === "string") this.#note(scope, key, store, value);
        else if (Array.isArray(value)) key.forEach((one, i) => void this.#note(scope, one, store, value[i]));
        return value;
      },
      set: (key, value, store, done) => {
        if (typeof value === "object" && value !== null) this.#got.delete(value);
        scope.set(key, value, store, done);
      },
    };
  }

  #note(scope: Access, key: string, store: unknown, value: unknown): void {
    if (typeof value !== "object" || value === null || typeof store === "function" || this.#got.has(value))
      return;
    this.#got.set(value, { scope, key, store, text: textOf(value) });
  }

  /** Set again what is no more as it was got. */
  settle(): void {
    if (!this.#got.size) return;
    for (const [value, got] of this.#got) {
      const { scope, key, store } = got;
      const text = textOf(value);
      if (got.text !== undefined && text !== got.text && scope.get(key, store) === value)
        scope.set(key, value, store);
      got.text = text;
    }
    if (!this.#waits || this.#got.size > MOST) this.#got.clear();
  }
}

function textOf(value: object): string | undefined {
  try {
    return encode(value);
  } catch {
    return undefined;
  }
}
