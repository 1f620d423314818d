import { describe, expect, it } from "vitest";
import { changesOf, eventTarget, eventTitle, showValue } from "./changes.ts";

describe("changesOf", () => {
  it("reads authentik's diff", () => {
    expect(
      changesOf({ diff: { name: { previous_value: "a", new_value: "b" }, users: { add: [3], remove: [] } } }),
    ).toEqual([
      { field: "name", before: "a", after: "b" },
      { field: "users", before: [], after: [3] },
    ]);
  });

  it("reads before and after, as a pair or by name", () => {
    expect(
      changesOf({ changes: { is_active: { before: true, after: false }, email: ["a@x", "b@x"] } }),
    ).toEqual([
      { field: "is_active", before: true, after: false },
      { field: "email", before: "a@x", after: "b@x" },
    ]);
  });

  it("is empty where nothing was changed", () => {
    expect(changesOf({ http_request: {} })).toEqual([]);
    expect(changesOf(undefined)).toEqual([]);
  });
});

describe("eventTitle", () => {
  it("says what happened to which kind of record", () => {
    const context = { model: { model_name: "oauth2provider", name: "x" } };
    expect(eventTitle({ action: "model_updated", context })).toBe("Provider updated");
    expect(eventTitle({ action: "model_created" })).toBe("Model created");
    expect(eventTitle({ action: "login_failed" })).toBe("Login failed");
  });

  it("names an act that is custom to clients of authentik", () => {
    expect(eventTitle({ action: "custom_", ledger_action: "token_issued" })).toBe("Token issued");
  });
});

describe("eventTarget", () => {
  it("names the record", () => {
    expect(eventTarget({ context: { model: { model_name: "user", name: "ann" } } })).toBe("ann");
    expect(eventTarget({ context: { target: "application:node-red" } })).toBe("node-red");
    expect(eventTarget({ context: { target: "user:1" } })).toBe("");
    expect(eventTarget({})).toBe("");
  });
});

describe("showValue", () => {
  it("shows a dash for nothing and JSON for what is no text", () => {
    expect([showValue(null), showValue("a"), showValue(false), showValue([1])]).toEqual([
      "–",
      "a",
      "false",
      "[1]",
    ]);
  });
});
