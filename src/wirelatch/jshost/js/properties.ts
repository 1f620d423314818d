/**
 * Property expressions (`a.b["c"][0][msg.topic]`) as Node-RED's util API reads them:
 * https://nodered.org/docs/api/modules/v/1.3/@node-red_util_util.html. `wirelatch/scripting/paths.py` is the same in
 * Python, and says more.
 */

type Part = string | number | Part[];
type Target = Record<string | number, unknown>;

function invalid(text: string): Error {
  return Object.assign(new Error(text), { code: "INVALID_EXPR" });
}

function unexpected(what: string | undefined, position: number): Error {
  return invalid(`Invalid property expression: unexpected ${what} at position ${position}`);
}

const parsed = new Map<string, Part[]>();

function parse(text: string): Part[] {
  const known = parsed.get(text);
  if (known) return known;
  const parts = parseFresh(text);
  if (parsed.size > 2000) parsed.clear();
  parsed.set(text, parts);
  return parts;
}

function parseFresh(text: string): Part[] {
  if (!text.length) throw invalid("Invalid property expression: zero-length");
  const parts: Part[] = [];
  const end = text.length;
  let start = 0;
  let box = false;
  for (let i = 0; i < end; i++) {
    const c = text[i] as string;
    if (c === "'" || c === '"') {
      if (i !== start) throw unexpected(c, i);
      const close = text.indexOf(c, i + 1);
      if (close < 0) throw invalid("Invalid property expression: unterminated expression");
      if (close === i + 1)
        throw invalid(`Invalid property expression: zero-length string at position ${i + 1}`);
      const next = text[close + 1];
      if (box && next !== "]") {
        throw invalid(`Invalid property expression: unexpected array expression at position ${i + 1}`);
      }
      if (!box && next !== undefined && next !== "[" && next !== ".") {
        throw invalid(`Invalid property expression: unexpected ${next} expression at position ${close + 1}`);
      }
      parts.push(text.slice(i + 1, close));
      i = close;
      start = i + 1;
    } else if (c === ".") {
      if (i === 0) throw unexpected(c, i);
      if (start !== i) parts.push(key(text.slice(start, i)));
      if (i === end - 1) throw invalid("Invalid property expression: unterminated expression");
      if (!/[a-z0-9$_]/i.test(text[i + 1] as string)) throw unexpected(text[i + 1], i + 1);
      start = i + 1;
    } else if (c === "[") {
      if (i === 0) throw unexpected(c, i);
      if (start !== i) parts.push(text.slice(start, i));
      if (i === end - 1) throw invalid("Invalid property expression: unterminated expression");
      if (/^msg[.[]/.test(text.slice(i + 1))) {
        const close = closing(text, i);
        try {
          parts.push(parse(text.slice(i + 1, close)));
        } catch {
          throw invalid(`Invalid expression started at position ${i + 1}`);
        }
        i = close;
        start = close + 1;
        continue;
      }
      if (!/["'\d]/.test(text[i + 1] as string)) throw unexpected(text[i + 1], i + 1);
      start = i + 1;
      box = true;
    } else if (c === "]") {
      if (!box) throw unexpected(c, i);
      if (start !== i) {
        const index = text.slice(start, i);
        if (!/^\d+$/.test(index)) {
          throw invalid(`Invalid property expression: unexpected array expression at position ${start}`);
        }
        parts.push(Number(index));
      }
      start = i + 1;
      box = false;
    } else if (c === " ") {
      throw unexpected("' '", i);
    }
  }
  if (box) throw invalid("Invalid property expression: unterminated expression");
  if (start < end) parts.push(text.slice(start));
  return parts;
}

function key(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function closing(text: string, opening: number): number {
  let depth = 0;
  let quote = "";
  for (let i = opening; i < text.length; i++) {
    const c = text[i] as string;
    if (quote) {
      if (c === quote) quote = "";
    } else if (c === "'" || c === '"') quote = c;
    else if (c === "[") depth++;
    else if (c === "]" && --depth === 0) return i;
  }
  throw invalid(`Invalid property expression: unmatched '[' at position ${opening}`);
}

function resolve(parts: Part[], msg: unknown): (string | number)[] {
  return parts.map((part) => {
    if (!Array.isArray(part)) return part;
    let value: unknown = msg;
    for (const step of resolve(part.slice(1), msg)) value = (value as Target)[step];
    if (value === undefined) throw invalid("Invalid expression: undefined reference");
    return value as string | number;
  });
}

/** The parts of an expression, nested references resolved when `msg` is given; or its canonical text. */
export function normalisePropertyExpression(text: string, msg?: unknown, asText?: boolean): unknown {
  const parts = msg ? resolve(parse(text), msg) : structuredClone(parse(text));
  if (!asText) return parts;
  return parts.reduce<string>((out, part, i) => {
    if (i === 0) return String(part);
    return `${out}[${typeof part !== "string" ? part : part.includes('"') ? `'${part}'` : `"${part}"`}]`;
  }, "");
}

/** The value at an expression; throws when what it is a property of does not exist. */
export function getObjectProperty(target: unknown, text: string): unknown {
  let value: unknown = target;
  for (const part of resolve(parse(text), target)) value = (value as Target)[part];
  return value;
}

export function getMessageProperty(msg: unknown, text: string): unknown {
  return getObjectProperty(msg, text.startsWith("msg.") ? text.slice(4) : text);
}

/** Set (or with undefined: remove) the value at an expression; false when something on the way is not an object. */
export function setObjectProperty(target: unknown, text: string, value: unknown, create?: boolean): boolean {
  const make = create ?? value !== undefined;
  const parts = resolve(parse(text), target);
  let object = target as Target;
  for (let i = 0; i < parts.length - 1; i++) {
    const part = parts[i] as string | number;
    const inner = Array.isArray(object) || Object.hasOwn(object, part) ? object[part] : undefined;
    const missing = Array.isArray(object) ? inner === undefined : !Object.hasOwn(object, part);
    if (missing) {
      if (!make) return false;
      object[part] = typeof parts[i + 1] === "string" ? {} : [];
    } else if ((typeof inner !== "object" && typeof inner !== "function") || inner === null) {
      return false;
    }
    object = object[part] as Target;
  }
  const last = parts.at(-1) as string | number;
  if (value === undefined) {
    if (typeof last === "number" && Array.isArray(object)) object.splice(last, 1);
    else delete object[last];
    return true;
  }
  if (typeof object !== "object" || object === null) return false;
  object[last] = value;
  return true;
}

export function setMessageProperty(msg: unknown, text: string, value: unknown, create?: boolean): boolean {
  return setObjectProperty(msg, text.startsWith("msg.") ? text.slice(4) : text, value, create);
}
