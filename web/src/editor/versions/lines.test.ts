import { describe, expect, it } from "vitest";
import { diffLines } from "./lines";

const texts = (kinds: string[], before: string, after: string) =>
  diffLines(before, after)
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join("\n");

describe("diffLines", () => {
  it("marks what was taken out and put in", () => {
    expect(diffLines("a\nb\nc", "a\nx\nc").map(({ kind }) => kind)).toEqual([
      "same",
      "before",
      "after",
      "same",
    ]);
  });

  it("holds both texts, whatever they are", () => {
    const samples = ["", "a", "a\nb", "b\na\nb", "x\na\n\nb\nc", "c\nb\na", "a\na\na"];
    for (const before of samples)
      for (const after of samples) {
        expect(texts(["same", "before"], before, after)).toBe(before);
        expect(texts(["same", "after"], before, after)).toBe(after);
      }
  });
});
