/** The virtual wires of link nodes: drawn while one of their ends is selected. Pure. */
import { type FlowDocument, idList, nodeLabel } from "../../document";
import { type Curve, type Point, wireCurve } from "../kernels";
import type { Scene } from "./scene";
import { inputPoint, outputPoint, type SceneNode } from "./scene-node";

export interface VirtualWire {
  curve: Curve;
  /** Names of the flow and node at the far end, where that is on another flow. */
  label: string | undefined;
  /** Where the label stands, and on which side of that point. */
  at: Point;
  align: "left" | "right";
  /** The node at the far end. */
  target: string;
}

const STUB = 60;
const STUB_PITCH = 24;

const hasVirtualWires = (node: SceneNode): boolean =>
  node.type === "link in" || node.type === "link out" || node.type === "link call";

/** The end of a virtual wire at a link node: link in takes it from the left, the others give it off to the right. */
const endAt = (node: SceneNode): Point => {
  if (node.type === "link in") return { x: node.box.x, y: node.box.y + node.box.h / 2 };
  return { x: node.box.x + node.box.w, y: node.box.y + node.box.h / 2 };
};

/** The virtual wires of the given nodes. */
export function virtualWires(ids: Iterable<string>, scene: Scene, document: FlowDocument): VirtualWire[] {
  const wires: VirtualWire[] = [];
  const drawn = new Set<string>();
  for (const id of ids) {
    const node = scene.nodes.get(id);
    if (!node || !hasVirtualWires(node)) continue;
    const away: string[] = [];
    for (const other of idList(node.record.links)) {
      const partner = scene.nodes.get(other);
      if (!partner) {
        if (document.get(other)) away.push(other);
        continue;
      }
      const key = [id, other].sort().join();
      if (drawn.has(key)) continue;
      drawn.add(key);
      const [from, to] = node.type === "link in" ? [partner, node] : [node, partner];
      wires.push({
        curve: wireCurve(endAt(from), endAt(to)),
        label: undefined,
        at: endAt(to),
        align: "left",
        target: other,
      });
    }
    wires.push(...stubs(node, away, document));
  }
  return wires;
}

/** Short wires to nodes on other flows, one below the other. */
function stubs(node: SceneNode, away: readonly string[], document: FlowDocument): VirtualWire[] {
  const isIn = node.type === "link in";
  const base = isIn ? inputPoint(node) : { ...outputPoint(node, 0), x: node.box.x + node.box.w };
  const start = { x: base.x, y: node.box.y + node.box.h / 2 };
  return away.map((id, index) => {
    const at = {
      x: start.x + (isIn ? -STUB : STUB),
      y: start.y + (index - (away.length - 1) / 2) * STUB_PITCH,
    };
    const record = document.get(id);
    const flow = record?.z ? document.get(record.z) : undefined;
    const names = [flow, record].map((item) => (item ? nodeLabel(item, document.types, document) : ""));
    return {
      curve: isIn ? wireCurve(at, start) : wireCurve(start, at),
      label: names.filter((name) => name !== "").join(" : "),
      at,
      align: isIn ? "right" : "left",
      target: id,
    };
  });
}
