import { describe, expect, it } from "vitest";
import { bytesText, hexLines, numberFormats, numberText } from "./formats";

describe("numbers", () => {
  it("can be dates only when they may be meant as such", () => {
    expect(numberFormats(5)).toEqual(["plain", "hex", "binary"]);
    expect(numberFormats(1_700_000_000_000)).toEqual(["plain", "hex", "milliseconds"]);
    expect(numberFormats(1_700_000_000)).toContain("seconds");
    expect(numberFormats(0.5)).toEqual(["plain"]);
  });

  it.each([
    [255, "hex", "0xff"],
    [-255, "hex", "-0xff"],
    [5, "binary", "0b101"],
    [0, "milliseconds", "1970-01-01T00:00:00.000Z"],
    [60, "seconds", "1970-01-01T00:01:00.000Z"],
  ] as const)("%d as %s is %s", (value, format, text) => expect(numberText(value, format)).toBe(text));
});

describe("bytes", () => {
  it("are sixteen a line, with what can be read of them", () => {
    expect(hexLines([104, 105, 0])).toBe(`0000  68 69 00${" ".repeat(39)}  hi·`);
    expect(hexLines(Array(17).fill(65)).split("\n")).toHaveLength(2);
  });

  it("are text where they are", () => expect(bytesText([195, 164])).toBe("ä"));
});
