import { afterEach, describe, expect, it, vi } from "vitest";
import { send, UnreachableError } from "./http";

const answers = (body: string | null, init: ResponseInit = {}) => {
  const fetching = vi.fn(async (_url: string, _init: RequestInit) => new Response(body, init));
  vi.stubGlobal("fetch", fetching);
  return fetching;
};

afterEach(() => vi.unstubAllGlobals());

describe("send", () => {
  it("sends JSON, and names it so only where there is a body", async () => {
    const fetching = answers("{}");
    await send("GET", "/x");
    await send("PUT", "/x", { body: { a: 1 }, headers: { "X-Own": "1" } });
    expect(fetching.mock.calls.map(([, init]) => [init.body, init.headers])).toEqual([
      [null, { Accept: "application/json" }],
      ['{"a":1}', { Accept: "application/json", "Content-Type": "application/json", "X-Own": "1" }],
    ]);
  });

  it("gives the JSON, the text where it is none, and undefined where there is nothing", async () => {
    answers('{"a":1}');
    expect((await send("GET", "/x")).body).toEqual({ a: 1 });
    answers("<html>", { status: 502 });
    expect(await send("GET", "/x")).toMatchObject({ status: 502, ok: false, body: "<html>" });
    answers(null, { status: 204 });
    expect((await send("DELETE", "/x")).body).toBeUndefined();
  });

  it("tells a request that was given up from a server that cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(send("GET", "/x")).rejects.toBeInstanceOf(UnreachableError);
    const aborted = AbortSignal.abort(new DOMException("given up", "AbortError"));
    vi.stubGlobal("fetch", () => Promise.reject(aborted.reason));
    await expect(send("GET", "/x", { signal: aborted })).rejects.toBe(aborted.reason);
  });
});
