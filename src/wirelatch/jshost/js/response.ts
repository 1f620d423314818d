/**
 * `msg.res` as functions see it: Express 4's response (https://expressjs.com/en/4x/api.html#res), as far as it does not
 * need a file or a template. The answer goes to Python in one piece when it is complete.
 */
import { createHash } from "node:crypto";
import { Handle } from "./handle";

type Values = Record<string, unknown>;
type HeaderValue = string | string[];

/** Sends the answer for a handle: status, headers by lower-case name, and the body as text or bytes. */
export type Respond = (
  handle: number,
  status: number,
  headers: Record<string, HeaderValue>,
  body: unknown,
) => void;

const TEXT_TYPES: Record<string, string> = {
  html: "text/html",
  text: "text/plain",
  txt: "text/plain",
  css: "text/css",
  csv: "text/csv",
  js: "text/javascript",
  json: "application/json",
  xml: "application/xml",
  svg: "image/svg+xml",
};
const OTHER_TYPES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  bin: "application/octet-stream",
  form: "application/x-www-form-urlencoded",
};

export class Response extends Handle {
  /** Set by the host. */
  static respond: Respond = () => undefined;

  statusCode = 200;
  headersSent = false;
  readonly locals: Values = {};
  readonly #headers: Record<string, HeaderValue> = {};
  readonly #chunks: Buffer[] = [];

  /** Node-RED's own wrapper has the response in here. */
  get _res(): this {
    return this;
  }

  get finished(): boolean {
    return this.headersSent;
  }

  get writableEnded(): boolean {
    return this.headersSent;
  }

  status(code: unknown): this {
    this.statusCode = Number(code);
    return this;
  }

  set(name: string | Values, value?: unknown): this {
    if (typeof name === "object") {
      for (const [key, item] of Object.entries(name)) this.set(key, item);
      return this;
    }
    const text = Array.isArray(value) ? value.map(String) : String(value);
    const key = name.toLowerCase();
    const isOpen = key === "content-type" && typeof text === "string" && !/;\s*charset\s*=/i.test(text);
    this.#headers[key] = isOpen && isText(text as string) ? `${text}; charset=utf-8` : text;
    return this;
  }

  override header(name: string | Values, value?: unknown): this {
    return this.set(name, value);
  }

  setHeader(name: string, value: unknown): this {
    this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.map(String) : String(value);
    return this;
  }

  override get(name: string): unknown {
    return this.#headers[String(name).toLowerCase()];
  }

  getHeader(name: string): unknown {
    return this.get(name);
  }

  removeHeader(name: string): void {
    delete this.#headers[name.toLowerCase()];
  }

  append(name: string, value: unknown): this {
    const known = this.#headers[name.toLowerCase()];
    const more = (Array.isArray(value) ? value : [value]).map(String);
    return this.setHeader(name, known === undefined ? value : [...[known].flat(), ...more]);
  }

  type(name: string): this {
    return this.set(
      "content-type",
      name.includes("/") ? name : (TEXT_TYPES[name] ?? OTHER_TYPES[name] ?? name),
    );
  }

  contentType(name: string): this {
    return this.type(name);
  }

  vary(name: string): this {
    return this.append("vary", name);
  }

  location(url: string): this {
    return this.setHeader("location", encodeURI(url).replace(/%25([0-9a-f]{2})/gi, "%$1"));
  }

  links(links: Record<string, string>): this {
    const text = Object.entries(links).map(([rel, url]) => `<${url}>; rel="${rel}"`);
    return this.append("link", text.join(", "));
  }

  attachment(name?: string): this {
    if (name !== undefined) this.type(name.split(".").at(-1) ?? "bin");
    return this.setHeader(
      "content-disposition",
      name === undefined ? "attachment" : `attachment; filename="${name}"`,
    );
  }

  cookie(name: string, value: unknown, options: Values = {}): this {
    const text = typeof value === "object" ? `j:${JSON.stringify(value)}` : String(value);
    let line = `${name}=${encodeURIComponent(text)}`;
    if (options.maxAge !== undefined) {
      line += `; Max-Age=${Math.floor(Number(options.maxAge) / 1000)}`;
      options = { ...options, expires: new Date(Date.now() + Number(options.maxAge)) };
    }
    if (options.domain) line += `; Domain=${options.domain}`;
    line += `; Path=${options.path ?? "/"}`;
    if (options.expires) line += `; Expires=${new Date(options.expires as Date).toUTCString()}`;
    if (options.httpOnly) line += "; HttpOnly";
    if (options.secure) line += "; Secure";
    if (options.sameSite) line += `; SameSite=${sameSite(options.sameSite)}`;
    return this.append("set-cookie", line);
  }

  clearCookie(name: string, options: Values = {}): this {
    return this.cookie(name, "", { ...options, maxAge: undefined, expires: new Date(1) });
  }

  send(body?: unknown): this {
    if (typeof body === "string") {
      if (!this.#headers["content-type"]) this.type("html");
      return this.#finish(body, true);
    }
    if (Buffer.isBuffer(body) || ArrayBuffer.isView(body)) {
      if (!this.#headers["content-type"]) this.type("bin");
      return this.#finish(body, true);
    }
    if (body === undefined || body === null) return this.#finish("");
    return this.json(body);
  }

  json(body: unknown): this {
    if (!this.#headers["content-type"]) this.type("json");
    return this.#finish(JSON.stringify(body) ?? "", true);
  }

  jsonp(body: unknown): this {
    return this.json(body);
  }

  sendStatus(code: number): this {
    return this.status(code).type("txt").send(reason(code));
  }

  redirect(first: number | string, second?: number | string): this {
    const [code, url] = typeof first === "number" ? [first, second] : [second ?? 302, first];
    this.status(code).location(String(url)).type("txt");
    return this.vary("Accept").#finish(`${reason(this.statusCode)}. Redirecting to ${this.get("location")}`);
  }

  writeHead(code: number, ...more: unknown[]): this {
    this.status(code);
    const headers = more.find((item) => typeof item === "object" && item !== null);
    for (const [name, value] of Object.entries(headers ?? {})) this.setHeader(name, value);
    return this;
  }

  write(chunk: unknown): boolean {
    this.#chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
    return true;
  }

  end(body?: unknown): this {
    return this.#finish(body ?? "");
  }

  #finish(body: unknown, tagged = false): this {
    if (this.headersSent) throw new Error("Cannot set headers after they are sent to the client");
    this.headersSent = true;
    if (this.#chunks.length) {
      this.write(body);
      body = Buffer.concat(this.#chunks);
    }
    if (tagged && !this.#headers.etag) this.#headers.etag = entityTag(body);
    Response.respond(Handle.numberOf(this), this.statusCode, this.#headers, body);
    return this;
  }
}

/** `OK`, `Not Found` … */
function reason(code: number): string {
  return process.getBuiltinModule("node:http").STATUS_CODES[code] ?? String(code);
}

function entityTag(body: unknown): string {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body as Uint8Array);
  const digest = createHash("sha1").update(bytes).digest("base64").slice(0, 27);
  return `W/"${bytes.length.toString(16)}-${digest}"`;
}

function isText(type: string): boolean {
  return /^text\/|^application\/(json|javascript|xml)/i.test(type);
}

function sameSite(value: unknown): string {
  if (value === true) return "Strict";
  const text = String(value);
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}
