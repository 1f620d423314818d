import { describe, expect, it } from "vitest";
import { RowHeights, windowOf } from "./rows";

const rows = Array.from({ length: 1000 }, (_, key) => ({ key }));

describe("windowOf", () => {
  it("shows what is in view and a little beyond, and knows the height of the rest", () => {
    const heights = new RowHeights(50);
    const { from, to, above, below } = windowOf(rows, heights, 10_000, 500, 100);
    expect([from, to]).toEqual([198, 212]);
    expect(above).toBe(198 * 50);
    expect(above + (to - from) * 50 + below).toBe(1000 * 50);
  });

  it("goes by measured heights", () => {
    const heights = new RowHeights(50);
    heights.set(0, 9000);
    expect(windowOf(rows, heights, 8000, 500, 0)).toMatchObject({ from: 0, above: 0 });
    expect(windowOf(rows, heights, 9000, 500, 0)).toMatchObject({ from: 1, above: 9000 });
  });

  it("has nothing to show of nothing", () => {
    expect(windowOf([], new RowHeights(50), 0, 500)).toEqual({ from: 0, to: 0, above: 0, below: 0 });
  });

  it("forgets the heights of rows that are gone", () => {
    const heights = new RowHeights(50);
    heights.set(1, 80);
    heights.set(5, 90);
    heights.forgetBefore(5);
    expect([heights.of(1), heights.of(5)]).toEqual([50, 90]);
  });
});
