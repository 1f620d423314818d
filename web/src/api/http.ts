/**
 * One request to our own server: same-origin `fetch`, JSON both ways. What an answer means is the caller's matter:
 * the two halves refuse in different shapes (`client.ts` here, `console/api/client.ts`).
 */

import { addressOf } from "./root.ts";

export interface HttpRequest {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** The answer is a text whatever it looks like: it is not parsed. */
  asText?: boolean;
}

export interface HttpAnswer {
  status: number;
  ok: boolean;
  headers: Headers;
  /** The parsed JSON; the text where it is none; undefined where there is nothing. */
  body: unknown;
}

/** There was no answer, or not all of it. */
export class UnreachableError extends Error {}

/** Sends a request; throws `UnreachableError`, or the signal's own error when it was given up. */
export async function send(
  method: string,
  url: string,
  { body, headers = {}, signal, asText }: HttpRequest = {},
): Promise<HttpAnswer> {
  const content: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    const response = await fetch(addressOf(url), {
      method,
      headers: { Accept: "application/json", ...content, ...headers },
      credentials: "same-origin",
      cache: "no-store",
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    const { status, ok } = response;
    const text = await response.text();
    return { status, ok, headers: response.headers, body: asText && ok ? text : parse(text) };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UnreachableError();
  }
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
