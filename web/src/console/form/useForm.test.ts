import { describe, expect, it } from "vitest";
import { toError } from "../api/client.ts";
import { toErrors } from "./useForm.ts";

describe("toErrors", () => {
  const fields = ["name", "email"] as ("name" | "email")[];

  it("puts a refusal at the field it is about", () => {
    expect(toErrors(toError(400, { email: ["Enter a valid email address."] }), fields)).toEqual({
      email: "Enter a valid email address.",
    });
  });

  it("shows what fits no field in general", () => {
    expect(toErrors(toError(400, { path: ["Wrong."], non_field_errors: ["Both."] }), fields)).toEqual({
      "": "path: Wrong. Both.",
    });
    expect(toErrors(toError(500, ""), fields)[""]).toMatch(/server failed/);
  });

  it("does not swallow what is no answer of the server", () => {
    expect(() => toErrors(new TypeError("bug"), fields)).toThrow("bug");
  });
});
