import { describe, expect, it } from "vitest";
import type { Binding } from "../api/types.ts";
import { bindingName, checkBinding, fromBinding, newBinding, toBindingBody } from "./bindingValues.ts";

const stored: Binding = {
  pk: "b",
  target: "t",
  policy: "p",
  policy_obj: { name: "Office hours" },
  order: 3,
  enabled: true,
  negate: true,
  timeout: 5,
  failure_result: true,
  expires: "2026-12-01T00:00:00.000Z",
  expiring: true,
};

describe("bindings", () => {
  it("are the same after a round trip through the form", () => {
    const { pk, target, policy_obj, expiring, ...body } = stored;
    expect(toBindingBody(fromBinding(stored))).toEqual({ ...body, group: null, user: null });
  });

  it("name exactly one of policy, group and user", () => {
    const body = toBindingBody({ ...newBinding([]), kind: "user", subject: "7" });
    expect([body.policy, body.group, body.user]).toEqual([null, null, 7]);
  });

  it("stand behind those that are there", () => {
    expect(newBinding([0, 4]).order).toBe(5);
    expect(newBinding([]).order).toBe(0);
  });

  it("need a subject, and an end where they end", () => {
    expect(checkBinding(newBinding([], "policy")).subject).toBe("Choose a policy.");
    expect(
      checkBinding({ ...newBinding([]), subject: "x", expiring: true, expires: "" }).expires,
    ).toBeDefined();
    expect(checkBinding({ ...newBinding([]), subject: "x" })).toEqual({});
  });

  it("say what they bind", () => {
    expect(bindingName(stored)).toBe("Policy Office hours");
    expect(bindingName({ ...stored, policy: null })).toMatch(/Deleted/);
  });
});
