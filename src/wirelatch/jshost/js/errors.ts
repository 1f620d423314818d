/** Errors of user code on their way to Python: `[text, code, stack, cause, name, message]`, or a plain text. */

const OF_THE_LANGUAGE = new Set(["ReferenceError", "TypeError", "RangeError", "SyntaxError"]);

/** The name under which a function's code appears in stack traces; `owner` reads it back. */
export function fileName(key: number, part: "" | " setup" | " cleanup", id: string, name: string): string {
  return `Function node${part}:${id}${name ? ` [${name}]` : ""}#${key}`;
}

/** The lines of the functions' code by key and part, to tell errors that the code makes itself. */
const sources = new Map<string, string[]>();

export function noteSource(key: number, part: string, code: string): void {
  sources.set(`${key}${part}`, code.split("\n"));
}

export function forgetSources(key: number): void {
  for (const part of ["", " setup", " cleanup"]) sources.delete(`${key}${part}`);
}

const OWN_FRAME = /Function node( setup| cleanup)?:[^#\n]*#(\d+):(\d+):(\d+)/;

/** Where V8 refused to compile: `file:line`, the line of code, and carets below it. */
function placeOfRefusal(stack: string): Place | undefined {
  const match = /^Function node( setup| cleanup)?[^\n]*#(\d+):(\d+)\n[^\n]*\n( *)\^/.exec(stack);
  return match ? place(match, (match[4] as string).length + 1) : undefined;
}

interface Place {
  key: number;
  part: string;
  line: number;
  column: number;
}

function place(match: RegExpExecArray, column = Number(match[4])): Place {
  return { key: Number(match[2]), part: match[1] ?? "", line: Number(match[3]), column };
}

function placeIn(stack: string): Place | undefined {
  const match = OWN_FRAME.exec(stack);
  return match ? place(match) : placeOfRefusal(stack);
}

/** Whether the code made the error itself (`new TypeError(…)`): its text is then what the author wrote. */
function isMadeThere({ key, part, line, column }: Place): boolean {
  return sources.get(`${key}${part}`)?.[line - 1]?.startsWith("new ", column - 1) ?? false;
}

/** Which function an error comes from, going by its stack. */
export function owner(error: unknown): number | undefined {
  return placeIn(String((error as Error | undefined)?.stack ?? ""))?.key;
}

/** The stack of an error without what is inside this process. */
export function ownStack(error: Error): string {
  const lines = String(error.stack ?? "").split("\n");
  const own = lines.filter((line, i) => i === 0 || !/^\s+at /.test(line) || OWN_FRAME.test(line));
  return own.join("\n").replace(/#\d+(?=:\d+:\d+)/g, "");
}

/** Whether a value is an error of this realm or of a function's. */
function isNative(value: object): boolean {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

export function isError(value: unknown): value is Error {
  return typeof value === "object" && value !== null && (isNative(value) || "stack" in value);
}

/** An error of this process whose text is shown as it is, without the word "Error" before it. */
export class PlainError extends Error {
  override name = "";
}

/** What V8 throws into code that takes too long, for code that waits too long. */
export function timedOut(limit: number): Error {
  return Object.assign(new Error(`Script execution timed out after ${limit}ms`), {
    code: "ERR_SCRIPT_EXECUTION_TIMEOUT",
  });
}

/**
 * What was thrown, for Python, in the words that Node-RED uses: `Error: no such lamp`. Errors that the language itself
 * raises get the place in the user's code appended, as `ReferenceError: x is not defined (line 1, col 8)`.
 */
export function encodeThrown(thrown: unknown): string {
  if (isError(thrown)) {
    const stack = String(thrown.stack ?? "");
    const found = placeIn(stack);
    let message = String(thrown.message ?? "");
    let text = isNative(thrown) ? textOf(thrown) : message;
    if (found && OF_THE_LANGUAGE.has(thrown.name) && !isMadeThere(found)) {
      text += ` (line ${found.line}, col ${found.column})`;
      // Node-RED puts it into the error itself for this one kind.
      if (thrown.name === "ReferenceError") message = text;
    }
    const code = (thrown as { code?: unknown }).code;
    const cause =
      thrown.cause === undefined ? null : isError(thrown.cause) ? thrown.cause.message : String(thrown.cause);
    const shown = typeof code === "string" || typeof code === "number" ? code : null;
    return JSON.stringify([text, shown, ownStack(thrown), cause, String(thrown.name ?? ""), message]);
  }
  if (typeof thrown === "string") return JSON.stringify(thrown);
  return JSON.stringify(JSON.stringify(thrown) ?? String(thrown));
}

/** What `node.error(…)` was given, for Python. */
export function encodeReported(reported: unknown): string {
  if (isError(reported)) return encodeThrown(reported);
  if (typeof reported === "object" && reported !== null && "message" in reported) {
    return JSON.stringify(String(reported.message));
  }
  if (typeof reported !== "boolean" && !reported) return '""';
  return JSON.stringify(typeof reported === "string" ? reported : textOf(reported));
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[object Object]";
  }
}
