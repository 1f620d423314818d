import { expect, test } from "vitest";
import type { Rect } from "./geometry";
import { wireTargets } from "./wire-targets";

const box = (x: number, y: number): Rect => ({ x, y, w: 100, h: 30 });

test("a wire from an output is offered what lies near to the right before what lies to the left", () => {
  const boxes = new Map([
    ["left", box(0, 100)],
    ["far", box(900, 100)],
    ["near", box(400, 100)],
    ["below", box(400, 300)],
  ]);
  expect(wireTargets(boxes, { x: 300, y: 115 }, "output")).toEqual(["near", "below", "far", "left"]);
});

test("a wire from an input looks the other way", () => {
  const boxes = new Map([
    ["left", box(0, 100)],
    ["right", box(320, 100)],
  ]);
  expect(wireTargets(boxes, { x: 300, y: 115 }, "input")[0]).toBe("left");
});
