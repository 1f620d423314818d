/** Which keys run which command: the defaults of the commands, overruled by what the user has set. Pure. */
import type { Command, Scope } from "./command";
import { normalizeKeys } from "./keys";

/** What the user has set: command id to keys; `null` takes a command's keys away. */
export type KeySettings = Readonly<Record<string, { keys: string; scope?: Scope } | null>>;

interface Binding {
  keys: string;
  strokes: readonly string[];
  scope: Scope;
  command: Command;
}

/** What strokes so far lead to. */
export interface Match {
  commands: Command[];
  /** Other bindings go on from here. */
  isPrefix: boolean;
}

export class Keymap {
  readonly #bindings: Binding[] = [];

  constructor(commands: Iterable<Command>, settings: KeySettings = {}) {
    for (const command of commands) {
      const set = settings[command.id];
      if (set === null) continue;
      const scopes = [set?.scope ?? command.scope ?? "everywhere"].flat();
      for (const keys of set ? [set.keys] : (command.keys ?? [])) {
        for (const scope of scopes)
          this.#bindings.push({ keys, strokes: normalizeKeys(keys), scope, command });
      }
    }
  }

  /** The keys of a command, as they were set; none when it has none. */
  keysOf(id: string): { keys: string; scope: Scope }[] {
    const own = this.#bindings.filter(({ command }) => command.id === id);
    return own
      .filter(({ keys }, index) => own.findIndex((other) => other.keys === keys) === index)
      .map(({ keys, scope }) => ({ keys, scope }));
  }

  /** The commands that have exactly these strokes in a scope. */
  taken(strokes: readonly string[], scope: Scope): Command[] {
    const text = strokes.join(" ");
    return this.#bindings
      .filter((binding) => binding.scope === scope && binding.strokes.join(" ") === text)
      .map((binding) => binding.command);
  }

  /** The commands whose keys are exactly these strokes in one of the scopes, those of an earlier scope first. */
  match(strokes: readonly string[], scopes: readonly Scope[]): Match {
    const reachable = this.#bindings.filter((binding) => scopes.includes(binding.scope));
    const begun = reachable.filter((binding) =>
      strokes.every((stroke, index) => binding.strokes[index] === stroke),
    );
    const complete = begun.filter((binding) => binding.strokes.length === strokes.length);
    const order = (binding: Binding) => scopes.indexOf(binding.scope);
    return {
      commands: complete.sort((a, b) => order(a) - order(b)).map((binding) => binding.command),
      isPrefix: begun.some((binding) => binding.strokes.length > strokes.length),
    };
  }

  /** Commands that share their keys in one scope. */
  conflicts(): Command[][] {
    const byKeys = new Map<string, Command[]>();
    for (const { scope, strokes, command } of this.#bindings) {
      const keys = `${scope} ${strokes.join(" ")}`;
      byKeys.set(keys, [...(byKeys.get(keys) ?? []), command]);
    }
    return [...byKeys.values()].filter((commands) => commands.length > 1);
  }
}
