/**
 * Requests to the flows half: one error type for every refusal.
 *
 * The session is an HttpOnly cookie, and the server takes unsafe methods only from its own origin
 * (`Origin`/`Sec-Fetch-Site`, which the browser sets by itself), so there is no token to carry here.
 */

import { type HttpAnswer, type HttpRequest, send, UnreachableError } from "./http.ts";
import { addressOf } from "./root.ts";

/** An answer that was not a success: the server's `{code, message}`, or what stands for it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.name = "ApiError";
  }
}

type Listener = () => void;
let onSignedOut: Listener = () => window.location.assign(addressOf("/auth/strategy"));

/** Decides what happens at a 401; until this is called, the page goes to sign-in. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener;
}

/** Sends a request and gives the parsed answer; throws `ApiError` for anything but 2xx. */
export async function request<T>(method: string, path: string, options: HttpRequest = {}): Promise<T> {
  let answer: HttpAnswer;
  try {
    answer = await send(method, path, options);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new ApiError(0, "unreachable", "The server cannot be reached. Check that Wirelatch is running.");
  }
  if (answer.ok) return answer.body as T;
  // The Admin API answers 401 also to those who lack a permission; signing in again would not help them.
  const lacksPermission = answer.headers.get("www-authenticate")?.includes("insufficient_scope") ?? false;
  if (lacksPermission) throw new ApiError(403, "insufficient_scope", STATUS_TEXTS[403] ?? "");
  if (answer.status === 401) onSignedOut();
  throw describe(answer);
}

function describe({ status, body }: HttpAnswer): ApiError {
  if (typeof body === "object" && body !== null) {
    const { code, error, message } = body as Record<string, unknown>;
    if (typeof message === "string") return new ApiError(status, String(code ?? error ?? ""), message);
  }
  return new ApiError(status, "", STATUS_TEXTS[status] ?? `The server answered ${status}.`);
}

const STATUS_TEXTS: Record<number, string> = {
  401: "Your session has ended. Sign in again.",
  403: "Your permissions do not allow this.",
  404: "The server knows no such thing.",
  413: "This is larger than the server takes in.",
};

/** What to show of a caught error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
