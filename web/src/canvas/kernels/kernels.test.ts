import { describe, expect, it } from "vitest";
import {
  align,
  alignToGrid,
  buttonBox,
  caughtBy,
  center,
  contains,
  crosses,
  curveBounds,
  detailAt,
  distanceToCurve,
  distribute,
  encloses,
  fit,
  GridIndex,
  groupBox,
  grow,
  inputAt,
  intersects,
  nearestInDirection,
  nodeSize,
  outputAt,
  panBy,
  pointAt,
  type Rect,
  readingOrder,
  rectOf,
  reveal,
  snapOffset,
  toSheet,
  toView,
  union,
  visibleRect,
  wireCurve,
  withButton,
  zoomAt,
  zoomStop,
} from ".";

const box = (x: number, y: number, w = 100, h = 30): Rect => ({ x, y, w, h });

describe("geometry", () => {
  it("makes a rectangle of any two corners", () => {
    expect(rectOf({ x: 10, y: 20 }, { x: 4, y: 30 })).toEqual({ x: 4, y: 20, w: 6, h: 10 });
  });

  it("tells what touches, what is inside and what encloses", () => {
    expect(intersects(box(0, 0), box(100, 30))).toBe(true);
    expect(intersects(box(0, 0), box(101, 0))).toBe(false);
    expect(contains(box(0, 0), { x: 100, y: 30 })).toBe(true);
    expect(encloses(grow(box(0, 0), 1), box(0, 0))).toBe(true);
  });

  it("puts a rectangle around several, and around none none", () => {
    expect(union([box(0, 0), box(200, 100)])).toEqual({ x: 0, y: 0, w: 300, h: 130 });
    expect(union([])).toBeUndefined();
  });
});

describe("a node's box", () => {
  const plain = { labelWidth: 30, labelLines: 1, labelShown: true, inputs: 1, outputs: 1 };

  it("is 100 by 30 at least, and as wide as its label needs in steps of the grid", () => {
    expect(nodeSize(plain)).toEqual({ w: 100, h: 30 });
    expect(nodeSize({ ...plain, labelWidth: 104 })).toEqual({ w: 180, h: 30 });
    expect(nodeSize({ ...plain, labelWidth: 104, inputs: 0 })).toEqual({ w: 160, h: 30 });
  });

  it("grows with outputs and lines, and is square without a label", () => {
    expect(nodeSize({ ...plain, outputs: 4 }).h).toBe(60);
    expect(nodeSize({ ...plain, labelLines: 2 }).h).toBe(54);
    expect(nodeSize({ ...plain, labelShown: false })).toEqual({ w: 30, h: 30 });
  });

  it("has its ports at the edges, outputs 13 apart around the middle", () => {
    expect(inputAt(box(0, 0))).toEqual({ x: 0, y: 15 });
    expect(outputAt(box(0, 0), 0, 1)).toEqual({ x: 100, y: 15 });
    expect([0, 1, 2].map((index) => outputAt(box(0, 0, 100, 45), index, 3).y)).toEqual([9.5, 22.5, 35.5]);
  });

  it("has its button stick out at the side it is aligned to", () => {
    expect(buttonBox(box(100, 0), "left").x).toBeLessThan(100);
    expect(buttonBox(box(100, 0), "right").x + 32).toBeGreaterThan(200);
  });
});

describe("a wire", () => {
  it("forward is one curve with a bow of three quarters of a node's width", () => {
    expect([...wireCurve({ x: 0, y: 0 }, { x: 300, y: 60 })]).toEqual([0, 0, 75, 0, 225, 60, 300, 60]);
  });

  it("over a short way bows less", () => {
    const curve = wireCurve({ x: 0, y: 0 }, { x: 50, y: 0 });
    expect(curve[2]).toBeCloseTo(37.5);
  });

  it.each([
    ["below and back", { x: -200, y: 100 }],
    ["above and back", { x: -200, y: -100 }],
    ["back at the same height", { x: -200, y: 0 }],
    ["straight below", { x: 0, y: 200 }],
  ])("begins and ends at its ports, leaves to the right and comes from the left: %s", (_, to) => {
    const curve = wireCurve({ x: 0, y: 0 }, to);
    expect([curve[0], curve[1], curve.at(-2), curve.at(-1)]).toEqual([0, 0, to.x, to.y]);
    expect(curve[2]).toBeGreaterThan(0);
    expect(curve[3]).toBe(0);
    expect(curve.at(-4)).toBeLessThan(to.x);
    expect(curve.at(-3)).toBe(to.y);
  });

  it("is smooth where its pieces meet", () => {
    for (const to of [
      { x: -200, y: 100 },
      { x: -300, y: -40 },
      { x: -150, y: 3 },
    ]) {
      const curve = wireCurve({ x: 0, y: 0 }, to);
      for (let at = 6; at + 2 < curve.length; at += 6) {
        const before = Math.atan2(curve[at + 1]! - curve[at - 1]!, curve[at]! - curve[at - 2]!);
        const after = Math.atan2(curve[at + 3]! - curve[at + 1]!, curve[at + 2]! - curve[at]!);
        expect(Math.abs(Math.sin(before - after))).toBeLessThan(0.02);
      }
    }
  });

  it("back at the same height passes below its node, and below a status when there is one", () => {
    const bottom = (room: number) => {
      const bounds = curveBounds(wireCurve({ x: 0, y: 0 }, { x: -100, y: 0 }, room));
      return bounds.y + bounds.h;
    };
    expect(bottom(0)).toBeGreaterThan(15);
    expect(bottom(10)).toBe(bottom(0) + 10);
  });

  it("lies within its bounds, and is hit where it is", () => {
    const curve = wireCurve({ x: 0, y: 0 }, { x: -220, y: 90 });
    for (let t = 0; t <= 1; t += 0.05) {
      const point = pointAt(curve, t);
      expect(contains(grow(curveBounds(curve), 0.001), point)).toBe(true);
      expect(distanceToCurve(curve, point)).toBeLessThan(0.5);
    }
    expect(distanceToCurve(wireCurve({ x: 0, y: 0 }, { x: 200, y: 0 }), { x: 100, y: 7 })).toBeCloseTo(7, 1);
  });

  it("is cut by a line across it and not by one beside it", () => {
    const curve = wireCurve({ x: 0, y: 0 }, { x: 200, y: 0 });
    expect(crosses(curve, { x: 100, y: -20 }, { x: 100, y: 20 })).toBe(true);
    expect(crosses(curve, { x: 100, y: 5 }, { x: 100, y: 20 })).toBe(false);
  });
});

describe("the spatial index", () => {
  it("finds what touches a rectangle, far out and across cells, each once", () => {
    const index = new GridIndex<string>();
    index.set("a", box(0, 0));
    index.set("wide", box(-2000, 10, 4000, 5));
    index.set("far", box(1_000_000, -1_000_000));
    expect([...index.query(box(50, 0))].sort()).toEqual(["a", "wide"]);
    expect([...index.query(box(1_000_050, -1_000_000))]).toEqual(["far"]);
    expect(index.query(box(-1e7, -1e7, 2e7, 2e7)).size).toBe(3);
  });

  it("follows moves and removals", () => {
    const index = new GridIndex<string>();
    index.set("a", box(0, 0));
    index.set("a", box(5000, 0));
    expect(index.query(box(0, 0)).size).toBe(0);
    index.set("a", box(5010, 0));
    expect(index.query(box(5000, 0)).size).toBe(1);
    index.set("a", box(0, 0, 100_000, 100_000));
    index.delete("a");
    expect([index.size, index.query(box(0, 0)).size]).toEqual([0, 0]);
  });

  it("agrees with looking at everything, for boxes at random", () => {
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 16807) % 2147483647;
      return (seed / 2147483647) * most;
    };
    const index = new GridIndex<number>();
    const boxes = Array.from({ length: 400 }, (_, key) => {
      const item = box(random(6000) - 3000, random(6000) - 3000, random(900), random(300));
      index.set(key, item);
      return item;
    });
    for (let round = 0; round < 40; round++) {
      const rect = box(random(6000) - 3000, random(6000) - 3000, random(2000), random(2000));
      const expected = boxes.flatMap((item, key) => (intersects(item, rect) ? [key] : []));
      expect([...index.query(rect)].sort((a, b) => a - b)).toEqual(expected);
    }
  });
});

describe("the camera", () => {
  const camera = { x: 100, y: 50, zoom: 2 };
  const size = { w: 800, h: 600 };

  it("leads from the sheet to the view and back", () => {
    expect(toView(camera, toSheet(camera, { x: 30, y: 40 }))).toEqual({ x: 30, y: 40 });
    expect(visibleRect(camera, size)).toEqual({ x: 100, y: 50, w: 400, h: 300 });
    expect(panBy(camera, 20, -10)).toEqual({ x: 90, y: 55, zoom: 2 });
  });

  it("zooms around the pointer, within bounds", () => {
    const zoomed = zoomAt(camera, 3, { x: 200, y: 100 });
    expect(toSheet(zoomed, { x: 200, y: 100 })).toEqual(toSheet(camera, { x: 200, y: 100 }));
    expect(zoomAt(camera, 100, { x: 0, y: 0 }).zoom).toBe(4);
  });

  it("goes from stop to stop", () => {
    expect([zoomStop(1, 1), zoomStop(1, -1), zoomStop(0.93, 1), zoomStop(4, 1)]).toEqual([1.2, 0.9, 1, 4]);
  });

  it("fits a rectangle in the middle, no larger than life", () => {
    const fitted = fit(box(0, 0, 2000, 100), size);
    expect(fitted.zoom).toBeCloseTo(0.36);
    expect(center(visibleRect(fitted, size)).x).toBeCloseTo(1000);
    expect(fit(box(0, 0), size).zoom).toBe(1);
  });

  it("moves to reveal something, and only when it must", () => {
    const at = { x: 0, y: 0, zoom: 1 };
    expect(reveal(at, box(300, 300), size)).toBe(at);
    expect(reveal(at, box(1000, 300), size).x).toBe(1100 + 60 - 800);
  });
});

it("detail lessens with zoom and with the number of nodes in view", () => {
  expect([detailAt(1, 100), detailAt(1, 600), detailAt(1, 2000), detailAt(1, 9000)]).toEqual([
    "full",
    "flat",
    "simple",
    "plain",
  ]);
  expect([detailAt(0.42, 10), detailAt(0.3, 10), detailAt(0.1, 10)]).toEqual(["flat", "simple", "plain"]);
});

it("snapping takes the nearer edge and the middle line", () => {
  expect(snapOffset(box(18, 6))).toEqual({ x: 2, y: -1 });
  expect(snapOffset({ x: 10, y: 5, w: 109, h: 30 })).toEqual({ x: 1, y: 0 });
});

describe("arranging", () => {
  const boxes = new Map([
    ["a", box(0, 0)],
    ["b", box(150, 50, 200)],
    ["c", box(400, 210)],
  ]);

  it("aligns edges and middles", () => {
    expect(align(boxes, "left").get("b")).toEqual({ x: -150, y: 0 });
    expect(align(boxes, "right").get("a")).toEqual({ x: 400, y: 0 });
    expect(align(boxes, "middle").get("a")).toEqual({ x: 0, y: 105 });
    expect(alignToGrid(new Map([["a", box(3, 0)]])).get("a")).toEqual({ x: -3, y: 5 });
  });

  it("makes gaps equal and leaves the outermost where they are", () => {
    expect(distribute(boxes, "x")).toEqual(
      new Map([
        ["a", { x: 0, y: 0 }],
        ["b", { x: 0, y: 0 }],
        ["c", { x: 0, y: 0 }],
      ]),
    );
    expect(distribute(boxes, "y").get("b")).toEqual({ x: 0, y: 55 });
    expect(distribute(new Map([["a", box(0, 0)]]), "x").size).toBe(0);
  });
});

describe("reading", () => {
  it("goes row by row, and a little unevenness does not break a row", () => {
    const boxes = new Map([
      ["d", box(0, 100)],
      ["b", box(200, 8)],
      ["a", box(0, 12)],
      ["c", box(400, 0)],
    ]);
    expect(readingOrder(boxes)).toEqual(["a", "b", "c", "d"]);
  });

  it("finds the neighbour ahead before one that is off to the side", () => {
    const boxes = new Map([
      ["from", box(0, 0)],
      ["ahead", box(300, 10)],
      ["aside", box(150, 200)],
      ["behind", box(-200, 0)],
    ]);
    expect(nearestInDirection(boxes, "from", "right")).toBe("ahead");
    expect(nearestInDirection(boxes, "from", "left")).toBe("behind");
    expect(nearestInDirection(boxes, "from", "down")).toBe("aside");
    expect(nearestInDirection(boxes, "from", "up")).toBeUndefined();
  });
});

it("a lasso catches nodes by their middle and groups only whole", () => {
  const items = [
    { id: "in", box: box(0, 0), isGroup: false },
    { id: "edge", box: box(90, 0), isGroup: false },
    { id: "group", box: box(-10, -10, 90, 50), isGroup: true },
    { id: "large", box: box(-10, -10, 400, 50), isGroup: true },
  ];
  expect(caughtBy({ x: -20, y: -20, w: 120, h: 80 }, items)).toEqual(["in", "group"]);
});

it("a group has a margin around its members and room for their buttons", () => {
  expect(groupBox([box(0, 0)])).toEqual({ x: -26, y: -26, w: 152, h: 82 });
  expect(withButton(box(0, 0), "left")).toEqual({ x: -20, y: 0, w: 120, h: 30 });
  expect(withButton(box(0, 0), "right")).toEqual({ x: 0, y: 0, w: 120, h: 30 });
  expect(groupBox([])).toBeUndefined();
});
