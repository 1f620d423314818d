import { describe, expect, it } from "vitest";
import { isInCall, nameBefore } from "./python-code";

describe("completion of Python", () => {
  it("begins where the name before the cursor begins", () => {
    expect(nameBefore("x = node.li", false)).toBe(9);
    expect(nameBefore("node.", false)).toBe(5);
    expect(nameBefore("größe", false)).toBe(0);
  });

  it("is quiet in numbers, comments and empty places until it is asked for", () => {
    expect(nameBefore("1.", false)).toBeNull();
    expect(nameBefore("x = 12e", false)).toBeNull();
    expect(nameBefore("# see node.", false)).toBeNull();
    expect(nameBefore("x = ", false)).toBeNull();
    expect(nameBefore("x = ", true)).toBe(4);
  });
});

describe("the call around the cursor", () => {
  it("is found over brackets that are closed", () => {
    expect(isInCall("node.send(f(1), ")).toBe(true);
    expect(isInCall("node.send(1)")).toBe(false);
    expect(isInCall("x = (1, ")).toBe(false);
  });
});
