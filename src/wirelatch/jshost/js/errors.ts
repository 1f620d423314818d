/** Errors of user code on their way to Python: `[message, code, stack, cause]`, or a plain text. */

const OF_THE_LANGUAGE = new Set(["ReferenceError", "TypeError", "RangeError", "SyntaxError"]);

/** The name under which a function's code appears in stack traces; `owner` reads it back. */
export function fileName(key: number, part: "" | " setup" | " cleanup", id: string, name: string): string {
  return `Function node${part}:${id}${name ? ` [${name}]` : ""}#${key}`;
}

const OWN_FRAME = /Function node(?: setup| cleanup)?:[^#\n]*#(\d+):(\d+):(\d+)/;

/** Where V8 refused to compile: `file:line`, the line of code, and carets below it. */
function placeOfRefusal(stack: string): [string, string, string, string] | undefined {
  const match = /^Function node[^\n]*#(\d+):(\d+)\n[^\n]*\n( *)\^/.exec(stack);
  return match
    ? ["", match[1] as string, match[2] as string, String((match[3] as string).length + 1)]
    : undefined;
}

/** Which function an error comes from, going by its stack. */
export function owner(error: unknown): number | undefined {
  const match = OWN_FRAME.exec(String((error as Error | undefined)?.stack ?? ""));
  return match ? Number(match[1]) : undefined;
}

/** The stack of an error without what is inside this process. */
export function ownStack(error: Error): string {
  const lines = String(error.stack ?? "").split("\n");
  const own = lines.filter((line, i) => i === 0 || !/^\s+at /.test(line) || OWN_FRAME.test(line));
  return own.join("\n").replace(/#\d+(?=:\d+:\d+)/g, "");
}

export function isError(value: unknown): value is Error {
  return (
    typeof value === "object" &&
    value !== null &&
    (value instanceof Error || Object.prototype.toString.call(value) === "[object Error]" || "stack" in value)
  );
}

/**
 * What was thrown, for Python. Errors that the language itself raises get the place in the user's code appended, as
 * `ReferenceError: x is not defined (line 1, col 8)`; the text of an error that the code made is left as it is.
 */
export function encodeThrown(thrown: unknown): string {
  if (isError(thrown)) {
    const stack = String(thrown.stack ?? "");
    const place = OWN_FRAME.exec(stack) ?? placeOfRefusal(stack);
    let message = String(thrown.message ?? "");
    if (place && OF_THE_LANGUAGE.has(thrown.name)) {
      message = `${thrown.name}: ${message} (line ${place[2]}, col ${place[3]})`;
    }
    const code = (thrown as { code?: unknown }).code;
    const cause =
      thrown.cause === undefined ? null : isError(thrown.cause) ? thrown.cause.message : String(thrown.cause);
    const shown = typeof code === "string" || typeof code === "number" ? code : null;
    return JSON.stringify([message, shown, ownStack(thrown), cause]);
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
  return JSON.stringify(typeof reported === "string" ? reported : textOf(reported));
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[object Object]";
  }
}
