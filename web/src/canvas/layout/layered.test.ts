import { describe, expect, test } from "vitest";
import { intersects, type Rect } from "../kernels";
import { type LayoutInput, type LayoutItem, layered } from "./layered";

const item = (id: string, x: number, y: number, group?: string): LayoutItem => {
  const box = { x, y, w: 120, h: 30 };
  return { id, box, frame: box, group };
};
const wire = (source: string, target: string, port = 0) => ({ source, port, target });
const places = (input: LayoutInput) => new Map(layered(input));
const right = (box: Rect) => box.x + box.w;

describe("automatic layout", () => {
  test("puts what follows to the right of what leads to it", () => {
    const at = places({
      items: [item("c", 100, 100), item("a", 100, 105), item("b", 110, 102)],
      groups: [],
      wires: [wire("a", "b"), wire("b", "c")],
    });
    expect(right(at.get("a")!)).toBeLessThan(at.get("b")!.x);
    expect(right(at.get("b")!)).toBeLessThan(at.get("c")!.x);
    expect(at.get("a")!.y).toBe(at.get("c")!.y);
  });

  test("lets no two nodes lie over each other, and puts each onto the grid", () => {
    const items = Array.from({ length: 30 }, (_, index) => item(`n${index}`, 40, 40));
    const wires = items.slice(1).map((node, index) => wire(`n${Math.floor(index / 3)}`, node.id));
    const boxes = [...places({ items, groups: [], wires }).values()];
    boxes.forEach((box, index) => {
      expect(box.x % 20).toBe(0);
      expect((box.y + 15) % 20).toBe(0);
      for (const other of boxes.slice(index + 1)) expect(intersects(box, other)).toBe(false);
    });
  });

  test("keeps parts that no wire joins in the order in which they stood", () => {
    const at = places({
      items: [item("low", 0, 500), item("lower", 300, 500), item("note", 0, 0), item("high", 0, 200)],
      groups: [],
      wires: [wire("low", "lower")],
    });
    expect(at.get("note")!.y).toBeLessThan(at.get("high")!.y);
    expect(at.get("high")!.y).toBeLessThan(at.get("low")!.y);
  });

  test("keeps the order of targets as they stood below each other", () => {
    const at = places({
      items: [item("s", 0, 100), item("third", 200, 300), item("first", 200, 0), item("second", 200, 150)],
      groups: [],
      wires: [wire("s", "third"), wire("s", "first"), wire("s", "second")],
    });
    expect(at.get("first")!.y).toBeLessThan(at.get("second")!.y);
    expect(at.get("second")!.y).toBeLessThan(at.get("third")!.y);
  });

  test("lays a group out inside, and keeps others out of it", () => {
    const at = places({
      items: [item("a", 0, 0), item("b", 500, 40, "g"), item("c", 500, 10, "inner"), item("d", 0, 90)],
      groups: [
        { id: "g", box: { x: 450, y: 0, w: 300, h: 100 }, group: undefined },
        { id: "inner", box: { x: 460, y: 0, w: 200, h: 60 }, group: "g" },
      ],
      wires: [wire("a", "b"), wire("b", "c"), wire("c", "d")],
    });
    const group = at.get("g")!;
    for (const id of ["b", "c", "inner"]) {
      const box = at.get(id)!;
      expect(box.x).toBeGreaterThan(group.x);
      expect(right(box)).toBeLessThan(right(group));
    }
    expect(right(at.get("a")!)).toBeLessThan(group.x);
    expect(right(group)).toBeLessThan(at.get("d")!.x);
    expect(at.get("b")!.x % 20).toBe(0);
  });

  test("leaves the top left corner about where it was", () => {
    const at = places({
      items: [item("a", 400, 305), item("b", 900, 305)],
      groups: [],
      wires: [wire("a", "b")],
    });
    expect(at.get("a")).toMatchObject({ x: 400, y: 305 });
  });

  test("comes to an end where wires lead round in a circle", () => {
    const at = places({
      items: [item("a", 0, 0), item("b", 200, 0)],
      groups: [],
      wires: [wire("a", "b"), wire("b", "a"), wire("a", "a")],
    });
    expect(at.size).toBe(2);
  });
});
