/**
 * Completion of message properties from messages that were seen: behind `msg` in JavaScript and Python, inside of
 * `{{…}}` in templates, anywhere in expressions. Which place it is can be told without an editor.
 */

import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { SeenProperty } from "../host";

export interface Place {
  /** The path before the name that is being written: `payload.` for `msg.payload.te`. */
  path: string;
  /** Where that name begins, in the text before the cursor. */
  from: number;
}

const IN_CODE = /(?<![\w$.])msg\??((?:\.[\w$]+|\[(?:\d+|"[^"]*"|'[^']*')\]|\?(?=[.[]))*)(?:\?\.|\.)([\w$]*)$/;
const IN_TEMPLATE = /\{\{[{&#^/]?\s*((?:[\w$]+\.)*)([\w$]*)$/;

/** Where in a message's properties the cursor is, by the text of its line before it. */
export function placeIn(before: string, language: string): Place | null {
  if (/^(javascript|typescript|python)$/.test(language)) {
    const match = IN_CODE.exec(before);
    if (!match) return null;
    const name = match[2] ?? "";
    const around = (match[1] ?? "").replace(/\?/g, "").replace(/^\./, "");
    return { path: around, from: before.length - name.length };
  }
  const match = IN_TEMPLATE.exec(before);
  if (!match) return null;
  const name = match[2] ?? "";
  return { path: (match[1] ?? "").replace(/\.$/, ""), from: before.length - name.length };
}

/** What can follow at a path: the names of the properties right below it. */
export function namesBelow(path: string, seen: readonly SeenProperty[]): { name: string; detail: string }[] {
  const start = path === "" ? "" : `${path.replace(/'/g, '"')}.`;
  return seen
    .filter((property) => property.path.startsWith(start))
    .map((property) => ({ name: property.path.slice(start.length), detail: property.detail ?? "" }))
    .filter(({ name }) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name));
}

/** A source for CodeMirror; `ask` gives the properties that were seen. */
export function seenCompletion(language: () => string, ask: () => Promise<SeenProperty[]>): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos);
    const place = placeIn(line.text.slice(0, context.pos - line.from), language());
    if (!place) return null;
    const names = namesBelow(place.path, await ask());
    if (names.length === 0 || context.aborted) return null;
    const options = names.map(
      ({ name, detail }): Completion => ({ label: name, detail, type: "property", boost: 50 }),
    );
    return { from: line.from + place.from, options, validFor: /^[\w$]*$/ };
  };
}
