import { describe, expect, it } from "vitest";
import { changesOf, eventTarget, showValue } from "./changes.ts";

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

describe("eventTarget", () => {
  it("names model and record", () => {
    const event = { pk: "1", action: "model_created", created: "" };
    expect(eventTarget({ ...event, context: { model: { model_name: "user", name: "ann" } } })).toBe(
      "user ann",
    );
    expect(eventTarget({ ...event, context: { target: "ann" } })).toBe("ann");
    expect(eventTarget(event)).toBe("");
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
