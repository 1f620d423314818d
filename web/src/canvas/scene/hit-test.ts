/**
 * What is under a point of the sheet. Ports are easier to hit than they look, and come first: they overlap their
 * node. Then the button, the node, the wire, and last the group with its label. Pure.
 */
import { contains, distance, distanceToCurve, grow, type Point, type Rect } from "../kernels";
import type { Target } from "../types";
import type { Scene, SceneWire } from "./scene";
import { buttonOf, docsBox, gripOf, inputPoint, outputPoint, type SceneNode } from "./scene-node";

export interface HitOptions {
  /** How far, in sheet units, the pointer may be off a wire or port; a finger needs more than a mouse. */
  reach: number;
  /** Ports are too small to be meant when they are drawn small. */
  ports: boolean;
  /** Whether the badges of descriptions are shown. */
  docs?: boolean;
}

const at = (point: Point, reach: number): Rect => ({
  x: point.x - reach,
  y: point.y - reach,
  w: 2 * reach,
  h: 2 * reach,
});

/** The topmost thing at a point. */
export function hitTest(scene: Scene, point: Point, options: HitOptions): Target {
  const near = nodesNear(scene, point, options.reach);
  if (options.ports) {
    const port = portNear(near, point, Math.max(options.reach, 8));
    if (port) return port;
    const link = near.find((node) => isOnLinkGrip(node, point, options.reach));
    if (link) return { kind: "link", id: link.id };
  }
  if (options.ports && options.docs) {
    const documented = near.find((node) => node.hasDocs && contains(grow(docsBox(node), 2), point));
    if (documented) return { kind: "docs", id: documented.id };
  }
  for (const node of near) {
    const button = buttonOf(node);
    if (button && contains(button, point) && !contains(node.box, point))
      return { kind: "button", id: node.id };
  }
  const node = near.find((item) =>
    contains(grow(item.box, item.kind === "junction" ? options.reach : 0), point),
  );
  if (node) return { kind: "node", id: node.id };
  const wire = wireNear(scene, point, options.reach);
  if (wire) return { kind: "wire", wire: wire.wire };
  const group = [...scene.groups].reverse().find((item) => contains(item.box, point));
  return group ? { kind: "group", id: group.id } : { kind: "sheet" };
}

/** Nodes around a point, the one drawn last first. */
function nodesNear(scene: Scene, point: Point, reach: number): SceneNode[] {
  const ids = scene.nodeIndex.query(at(point, reach));
  const nodes = [...ids].map((id) => scene.nodes.get(id)).filter((node) => node !== undefined);
  if (nodes.length < 2) return nodes;
  return nodes.sort((a, b) => scene.layerOf(b.id) - scene.layerOf(a.id));
}

function isOnLinkGrip(node: SceneNode, point: Point, reach: number): boolean {
  if (!node.isLink) return false;
  return distance(gripOf(node, node.type === "link in" ? "input" : "output", 0), point) < reach;
}

function portNear(nodes: readonly SceneNode[], point: Point, reach: number): Target | undefined {
  let best: Target | undefined;
  let bestDistance = reach;
  const look = (node: SceneNode, side: "input" | "output", index: number, port: Point) => {
    const away = distance(port, point);
    if (away >= bestDistance) return;
    bestDistance = away;
    best = { kind: "port", id: node.id, side, index };
  };
  for (const node of nodes) {
    // A junction is dragged by its middle, and its grips are close to it.
    if (node.kind === "junction" && contains(node.box, point)) continue;
    if (node.inputs > 0) look(node, "input", 0, gripOf(node, "input", 0));
    for (let index = 0; index < node.outputs; index++) {
      look(node, "output", index, gripOf(node, "output", index));
    }
  }
  return best;
}

/** The nearest wire within reach of a point. */
export function wireNear(scene: Scene, point: Point, reach: number): SceneWire | undefined {
  let best: SceneWire | undefined;
  let bestDistance = reach;
  for (const key of scene.wireIndex.query(at(point, reach))) {
    const wire = scene.wires.get(key);
    if (!wire) continue;
    const away = distanceToCurve(wire.curve, point);
    if (away >= bestDistance) continue;
    bestDistance = away;
    best = wire;
  }
  return best;
}

/** The end nearest to a point that a wire from elsewhere can take hold of: a port, or anywhere on its node. */
export function endNear(
  scene: Scene,
  point: Point,
  side: "input" | "output",
  reach: number,
): { node: SceneNode; index: number } | undefined {
  const near = nodesNear(scene, point, reach + 10);
  let best: { node: SceneNode; index: number } | undefined;
  let bestDistance = reach;
  for (const node of near) {
    const count = side === "input" ? node.inputs : node.outputs;
    for (let index = 0; index < count; index++) {
      const end = side === "input" ? inputPoint(node) : outputPoint(node, index);
      const away = distance(end, point);
      if (away < bestDistance) {
        bestDistance = away;
        best = { node, index };
      }
    }
    if (!best && count > 0 && contains(node.box, point)) best = { node, index: 0 };
  }
  return best;
}
