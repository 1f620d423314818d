/**
 * Requests to the identity half's `/api/v3/`: session cookie, CSRF header on unsafe methods, authentik's error shapes.
 * A request without a session leads to the sign-in page and back here.
 */

import { type HttpAnswer, send, UnreachableError } from "../../api/http.ts";

const BASE = "/api/v3/";

/** Error texts by field; what belongs to no field is under "non_field_errors". Nested objects keep their nesting. */
export interface FieldErrors {
  [field: string]: string[] | FieldErrors;
}

/** An answer that was not a success. */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: FieldErrors;

  constructor(status: number, message: string, fields: FieldErrors = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.fields = fields;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return call<T>("GET", text ? `${path}?${text}` : path, undefined, signal);
}

export const post = <T>(path: string, body: unknown = {}) => call<T>("POST", path, body);
export const put = <T>(path: string, body: unknown) => call<T>("PUT", path, body);
export const patch = <T>(path: string, body: unknown) => call<T>("PATCH", path, body);
export const remove = (path: string) => call<void>("DELETE", path);

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> =
    method === "GET" ? {} : { "X-authentik-CSRF": cookie(document.cookie, "authentik_csrf") };
  let answer: HttpAnswer;
  try {
    answer = await send(method, BASE + path, { body, headers, signal });
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new ApiError(0, "The server cannot be reached. Check the connection and try again.");
  }
  if (answer.ok) return answer.body as T;
  const error = toError(answer.status, answer.body);
  if (isSignedOut(error)) signIn();
  throw error;
}

/** Reads authentik's error bodies: `{detail}`, `{field: [text]}`, `{code, message}`, or no JSON at all. */
export function toError(status: number, body: unknown): ApiError {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    const record = body as Record<string, unknown>;
    if (typeof record.detail === "string") return new ApiError(status, record.detail);
    if (typeof record.message === "string") return new ApiError(status, record.message);
    const fields = toFields(record);
    const general = fields.non_field_errors;
    const message = Array.isArray(general) && general.length > 0 ? general.join(" ") : firstText(fields);
    return new ApiError(status, message ?? `The server answered ${status}.`, fields);
  }
  if (Array.isArray(body)) return new ApiError(status, body.map(String).join(" "));
  return new ApiError(
    status,
    status >= 500 ? "The server failed. Its log says why." : `The server answered ${status}.`,
  );
}

function toFields(record: Record<string, unknown>): FieldErrors {
  const fields: FieldErrors = {};
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === "string") fields[key] = [value];
    else if (Array.isArray(value)) fields[key] = value.flatMap((item) => texts(item));
    else if (typeof value === "object" && value !== null)
      fields[key] = toFields(value as Record<string, unknown>);
  }
  return fields;
}

function texts(item: unknown): string[] {
  if (typeof item === "string") return [item];
  if (typeof item !== "object" || item === null) return [];
  return Object.entries(toFields(item as Record<string, unknown>)).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : texts(value)).map((text) => `${key}: ${text}`),
  );
}

function firstText(fields: FieldErrors): string | undefined {
  for (const [key, value] of Object.entries(fields)) {
    const text = Array.isArray(value) ? value[0] : firstText(value);
    if (text) return key === "non_field_errors" ? text : `${key}: ${text}`;
  }
  return undefined;
}

/** The value of a cookie, or "". */
export function cookie(cookies: string, name: string): string {
  const found = cookies.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

const isSignedOut = (error: ApiError) =>
  error.status === 401 || (error.status === 403 && /credentials were not provided/i.test(error.message));

function signIn(): void {
  const next = window.location.pathname + window.location.hash;
  window.location.assign(`/if/flow/default-authentication-flow/?next=${encodeURIComponent(next)}`);
}
