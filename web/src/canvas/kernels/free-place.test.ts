import { expect, test } from "vitest";
import { freePlace } from "./free-place";

const size = { w: 100, h: 30 };

test("a free place is taken as it is wanted", () => {
  expect(freePlace([], { x: 200, y: 100 }, size)).toEqual({ x: 200, y: 100 });
});

test("a place that is taken is left for the nearest one below or above", () => {
  const box = { x: 150, y: 85, w: 100, h: 30 };
  const below = { x: 150, y: 145, w: 100, h: 30 };
  expect(freePlace([box], { x: 200, y: 100 }, size)).toEqual({ x: 200, y: 160 });
  expect(freePlace([box, below], { x: 200, y: 100 }, size)).toEqual({ x: 200, y: 40 });
});
