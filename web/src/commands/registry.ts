/** All commands by id, for menus, the command palette, the keyboard list and the documentation. */

import { t } from "../i18n";
import type { Command } from "./command";
import type { EditorContext } from "./context";

/** An entry of the command palette. */
export interface FoundCommand {
  command: Command;
  /** Why it cannot run now; absent when it can. */
  reason?: string;
}

export class CommandRegistry {
  readonly #commands = new Map<string, Command>();

  /** Add commands; an id that is taken is an error. */
  add(commands: Iterable<Command>): void {
    for (const command of commands) {
      if (this.#commands.has(command.id)) throw new Error(`there is already a command ${command.id}`);
      this.#commands.set(command.id, command);
    }
  }

  get(id: string): Command | undefined {
    return this.#commands.get(id);
  }

  all(): Command[] {
    return [...this.#commands.values()];
  }

  /** Whether a command can run now. */
  canRun(id: string, context: EditorContext): boolean {
    const command = this.#commands.get(id);
    return command !== undefined && whyNot(command, context) === undefined;
  }

  /** Run a command if it can run; gives whether it did. */
  run(id: string, context: EditorContext): boolean {
    const command = this.#commands.get(id);
    if (!command || whyNot(command, context) !== undefined) return false;
    command.run(context);
    return true;
  }

  /** What the command palette lists for a query: the best match first, commands that cannot run now after the others. */
  find(query: string, context: EditorContext): FoundCommand[] {
    const isBlank = query.trim() === "";
    return this.all()
      .map((command) => {
        const reason = whyNot(command, context);
        const found = isBlank ? 1 : score(query, command);
        return {
          command,
          score: found,
          label: t(command.label),
          ...(reason === undefined ? {} : { reason }),
        };
      })
      .filter((item) => item.score > 0)
      .sort(
        (a, b) =>
          Number(a.reason !== undefined) - Number(b.reason !== undefined) ||
          b.score - a.score ||
          a.label.localeCompare(b.label),
      );
  }
}

/** Why a command cannot run now, in the person's language; undefined when it can. */
export function whyNot(command: Command, context: EditorContext): string | undefined {
  const unmet = command.needs?.find((need) => !need.isMet(context));
  return unmet && t(unmet.reason);
}

/** How well a command answers a query; 0: not at all. The English words count in every language. */
function score(query: string, command: Command): number {
  const texts = [t(command.label), command.label, command.keywords ?? "", command.id];
  return Math.max(...texts.map((text, index) => matchScore(query, text) * (index < 2 ? 1 : 0.8)));
}

/**
 * How well a text matches what was typed: all its letters in order, better at the beginning of words and in a row.
 * 0 when a letter is missing.
 */
export function matchScore(query: string, text: string): number {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const given = text.toLowerCase();
  let total = 0;
  let at = 0;
  let run = 0;
  for (const letter of wanted) {
    const next = given.indexOf(letter, at);
    if (next < 0) return 0;
    run = next === at && at > 0 ? run + 1 : 0;
    const startsWord = next === 0 || /[^a-z0-9]/.test(given[next - 1] ?? "");
    total += 1 + run * 2 + (startsWord ? 3 : 0);
    at = next + 1;
  }
  return total / (1 + given.length / 60);
}
