import { expect, test } from "vitest";
import type { Scene } from "../scene/scene";
import type { SceneNode } from "../scene/scene-node";
import { cutStatus, statusRoom } from "./status";

const node = (id: string, x: number, y: number) =>
  ({ id, box: { x, y, w: 100, h: 30 } }) as unknown as SceneNode;

function sceneOf(...nodes: SceneNode[]): Scene {
  return {
    nodes: new Map(nodes.map((one) => [one.id, one])),
    nodeIndex: { query: () => new Set(nodes.map(({ id }) => id)) },
  } as unknown as Scene;
}

const STATUS = { text: "on", fill: "green" } as const;
const first = node("a", 0, 0);
const room = (other: SceneNode, hasStatus: boolean) =>
  statusRoom(sceneOf(first, other), first, new Map(hasStatus ? [[other.id, STATUS]] : []), 300);

test("a status ends before the status of the node beside it", () => {
  expect(room(node("b", 150, 0), true)).toBe(123);
});

test("a status goes on under a neighbour that shows none, and over what is not in its line", () => {
  expect(room(node("b", 150, 0), false)).toBe(300);
  expect(room(node("b", 150, 60), true)).toBe(300);
});

test("a status ends before a node that stands in its line", () => {
  expect(room(node("b", 150, 30), false)).toBe(123);
});

test("however near a neighbour is, the beginning is shown", () => {
  expect(room(node("b", 20, 0), true)).toBe(40);
});

test("a text that has no room ends with an ellipsis", () => {
  const measure = { width: (text: string) => text.length * 6 };
  expect(cutStatus("connected", 100, measure)).toBe("connected");
  expect(cutStatus("not connected", 48, measure)).toBe("not con…");
});
