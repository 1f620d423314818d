import { describe, expect, it } from "vitest";
import { moves, type Ordered } from "./order.ts";

const list = (...orders: number[]): Ordered[] =>
  orders.map((order, index) => ({ pk: "abc".charAt(index), order }));

/** The keys in their order after the changes. */
function after(before: Ordered[], index: number, by: 1 | -1): string {
  const changes = new Map(moves(before, index, by).map((move) => [move.pk, move.order]));
  return before
    .map((each) => ({ ...each, order: changes.get(each.pk) ?? each.order }))
    .sort((a, b) => a.order - b.order)
    .map((each) => each.pk)
    .join("");
}

describe("moves", () => {
  it("lets neighbours change places and touches nothing else", () => {
    expect(moves(list(10, 20, 100), 1, -1)).toEqual([
      { pk: "b", order: 10 },
      { pk: "a", order: 20 },
    ]);
    expect(after(list(10, 20, 100), 1, 1)).toBe("acb");
  });

  it("numbers anew where orders are equal", () => {
    expect(after(list(0, 0, 0), 2, -1)).toBe("acb");
    expect(after(list(0, 0, 5), 0, 1)).toBe("bac");
  });

  it("does nothing at the ends", () => {
    expect(moves(list(10, 20), 0, -1)).toEqual([]);
    expect(moves(list(10, 20), 1, 1)).toEqual([]);
  });
});
