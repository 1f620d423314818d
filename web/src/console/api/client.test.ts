import { describe, expect, it } from "vitest";
import { cookie, toError } from "./client.ts";

describe("toError", () => {
  it("reads a detail", () => {
    expect(toError(403, { detail: "You do not have permission." }).message).toBe(
      "You do not have permission.",
    );
  });

  it("reads errors by field and names the first in the message", () => {
    const error = toError(400, { username: ["This field must be unique."] });
    expect(error.fields).toEqual({ username: ["This field must be unique."] });
    expect(error.message).toBe("username: This field must be unique.");
  });

  it("keeps the nesting of a transaction's errors", () => {
    const error = toError(400, { app: { slug: ["Taken."] } });
    expect(error.fields).toEqual({ app: { slug: ["Taken."] } });
  });

  it("reads errors of list items", () => {
    const error = toError(400, { redirect_uris: [{}, { url: ["Enter a valid URL."] }] });
    expect(error.fields).toEqual({ redirect_uris: ["url: Enter a valid URL."] });
  });

  it("reads code and message, and says so when the server failed without a word", () => {
    expect(toError(400, { code: "x", message: "Wrong." }).message).toBe("Wrong.");
    expect(toError(502, "<html>").message).toMatch(/server failed/);
  });
});

describe("cookie", () => {
  it("finds a cookie by its whole name", () => {
    expect(cookie("xauthentik_csrf=no; authentik_csrf=a%3Db", "authentik_csrf")).toBe("a=b");
    expect(cookie("", "authentik_csrf")).toBe("");
  });
});
