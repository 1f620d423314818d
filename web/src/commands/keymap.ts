/** Which keys run which command: the defaults of the commands, overruled by what the user has set. Pure. */
import type { Command, Scope } from "./command";
import { normalizeKeys } from "./keys";

/** What the user has set: command id to keys; `null` takes a command's keys away. */
export type KeySettings = Readonly<Record<string, { keys: string; scope?: Scope } | null>>;

interface Binding {
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
      const scope = set?.scope ?? command.scope ?? "everywhere";
      for (const keys of set ? [set.keys] : (command.keys ?? [])) {
        this.#bindings.push({ strokes: normalizeKeys(keys), scope, command });
      }
    }
  }

  /** The commands whose keys are exactly these strokes, those of the canvas first when the focus is there. */
  match(strokes: readonly string[], isInCanvas: boolean): Match {
    const reachable = this.#bindings.filter((binding) => isInCanvas || binding.scope === "everywhere");
    const begun = reachable.filter((binding) =>
      strokes.every((stroke, index) => binding.strokes[index] === stroke),
    );
    const complete = begun.filter((binding) => binding.strokes.length === strokes.length);
    const order = (binding: Binding) => (binding.scope === "canvas" ? 0 : 1);
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
