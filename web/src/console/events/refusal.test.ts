import { describe, expect, it } from "vitest";
import { isElsewhere, refusalOf } from "./refusal.ts";

const uri = (url: string, matching_mode: "strict" | "regex" = "strict") =>
  ({ url, matching_mode, redirect_uri_type: "authorization" }) as const;

describe("refusalOf", () => {
  it("reads what the server records for a redirect URI that is not registered", () => {
    const context = { application: "wiki", received: "https://wiki.example/cb", message: "…" };
    expect(refusalOf({ action: "configuration_error", context })).toEqual({
      application: "wiki",
      received: "https://wiki.example/cb",
    });
  });

  it("finds none in other events, nor where nothing came that could be registered", () => {
    const context = { application: "wiki", received: "" };
    expect(refusalOf({ action: "configuration_error", context })).toBeNull();
    expect(refusalOf({ action: "configuration_error", context: { message: "other" } })).toBeNull();
    expect(refusalOf({ action: "login", context: { ...context, received: "https://a.example" } })).toBeNull();
  });
});

describe("isElsewhere", () => {
  it("tells another host from another path", () => {
    expect(isElsewhere("https://a.example/new", [uri("https://a.example/cb")])).toBe(false);
    expect(isElsewhere("https://b.example/cb", [uri("https://a.example/cb")])).toBe(true);
    expect(isElsewhere("com.app:/cb", [uri("com.app:/other")])).toBe(false);
  });

  it("has nothing to compare with where nothing is registered, or only expressions", () => {
    expect(isElsewhere("https://b.example/cb", [])).toBe(false);
    expect(isElsewhere("https://b.example/cb", [uri("https://a\\.example/.*", "regex")])).toBe(false);
  });
});
