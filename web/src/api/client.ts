/**
 * Requests to the flows half: same-origin `fetch`, JSON both ways, one error type for every refusal.
 *
 * The session is an HttpOnly cookie, and the server takes unsafe methods only from its own origin
 * (`Origin`/`Sec-Fetch-Site`, which the browser sets by itself), so there is no token to carry here.
 */

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

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

type Listener = () => void;
let onSignedOut: Listener = () => window.location.assign("/auth/strategy");

/** Decides what happens at a 401; until this is called, the page goes to sign-in. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener;
}

/** Sends a request and gives the parsed answer; throws `ApiError` for anything but 2xx. */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", "The server cannot be reached. Check that Wirelatch is running.");
  }
  if (!response.ok) {
    // The Admin API answers 401 also to those who lack a permission; signing in again would not help them.
    const lacksPermission = response.headers.get("www-authenticate")?.includes("insufficient_scope") ?? false;
    if (lacksPermission) throw new ApiError(403, "insufficient_scope", STATUS_TEXTS[403] ?? "");
    const error = await describe(response);
    if (error.status === 401) onSignedOut();
    throw error;
  }
  const text = await response.text();
  return (text === "" ? undefined : parse(text)) as T;
}

async function describe(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => "");
  const body = parse(text);
  if (typeof body === "object" && body !== null) {
    const { code, error, message } = body as Record<string, unknown>;
    if (typeof message === "string")
      return new ApiError(response.status, String(code ?? error ?? ""), message);
  }
  return new ApiError(
    response.status,
    "",
    STATUS_TEXTS[response.status] ?? `The server answered ${response.status}.`,
  );
}

const STATUS_TEXTS: Record<number, string> = {
  401: "Your session has ended. Sign in again.",
  403: "Your permissions do not allow this.",
  404: "The server knows no such thing.",
  413: "This is larger than the server takes in.",
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What to show of a caught error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
