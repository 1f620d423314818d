/** Nodes painted on the sheet when they are too many or too small for an element each. */
import { grow, type Rect } from "../kernels";
import type { Scene } from "../scene/scene";
import { inputPoint, outputPoint, type SceneNode } from "../scene/scene-node";
import { LABEL_SIZE, shade } from "../theme";
import type { Look } from "./look";
import { statusColor } from "./status";

/** Paint the nodes in view at the level of detail of the look. */
export function paintNodes(context: CanvasRenderingContext2D, scene: Scene, view: Rect, look: Look): void {
  const visible: SceneNode[] = [];
  for (const id of scene.nodeIndex.query(grow(view, 2))) {
    const node = scene.nodes.get(id);
    if (node) visible.push(node);
  }
  if (visible.length > 1) visible.sort((a, b) => scene.layerOf(a.id) - scene.layerOf(b.id));
  if (look.detail === "plain") paintBlocks(context, visible, look);
  else paintFlat(context, visible, look);
}

/** Blocks of colour, those of one colour in one go. */
function paintBlocks(context: CanvasRenderingContext2D, nodes: readonly SceneNode[], look: Look): void {
  const byColor = new Map<string, SceneNode[]>();
  for (const node of nodes) {
    const color = colorOf(node, look);
    const list = byColor.get(color);
    if (list) list.push(node);
    else byColor.set(color, [node]);
  }
  for (const [color, list] of byColor) {
    context.fillStyle = color;
    for (const { box } of list) context.fillRect(box.x, box.y, box.w, box.h);
  }
  for (const node of nodes) {
    const status = look.showStatus ? look.statuses.get(node.id) : undefined;
    if (status) {
      context.fillStyle = statusColor(status.fill, look.theme);
      context.fillRect(node.box.x, node.box.y + node.box.h + 4, 24, 12);
    }
  }
}

const colorOf = (node: SceneNode, look: Look): string => {
  if (look.selection.has(node.id) || look.highlight === node.id) return look.theme.selection;
  return node.color || look.theme.port;
};

function paintFlat(context: CanvasRenderingContext2D, nodes: readonly SceneNode[], look: Look): void {
  const { theme } = look;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `${LABEL_SIZE}px ${theme.font}`;
  for (const node of nodes) {
    const { x, y, w, h } = node.box;
    const isSelected = look.selection.has(node.id) || look.highlight === node.id;
    context.globalAlpha = node.isDisabled ? 0.5 : 1;
    context.lineWidth = isSelected ? 2.5 : 1.25;
    context.strokeStyle = isSelected ? theme.selection : theme.nodeBorder;
    context.beginPath();
    context.roundRect(x, y, w, h, node.kind === "junction" ? 3 : 6);
    context.fillStyle = node.kind === "junction" ? theme.port : node.color || theme.port;
    context.fill();
    if (node.kind === "node" && !node.isComment && node.icon) {
      context.fillStyle = shade(node.color);
      context.fillRect(node.align === "right" ? x + w - 30 : x, y + 1, 30, h - 2);
    }
    context.stroke();
    if (node.labelShown) {
      context.fillStyle = theme.nodeText;
      const left = node.kind === "subflow-port" ? x + 4 : node.align === "right" ? x + 12 : x + 38;
      context.fillText(node.lines[0] ?? "", left, y + h / 2 + 1, w - 36);
    }
    if (node.kind !== "junction") paintPorts(context, node, look);
    context.globalAlpha = 1;
    if (node.changed) dot(context, x + w - 8, y, 4.5, theme.changed);
    if (node.isInvalid || node.isUnknown) dot(context, x + w - 20, y, 4.5, theme.danger);
    const status = look.showStatus ? look.statuses.get(node.id) : undefined;
    if (status) dot(context, x + 8, y + h + 8, 4.5, statusColor(status.fill, theme));
  }
}

function paintPorts(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  context.fillStyle = look.theme.port;
  context.strokeStyle = look.theme.portBorder;
  context.lineWidth = 1;
  const port = (at: { x: number; y: number }) => {
    context.beginPath();
    context.rect(at.x - 4.5, at.y - 4.5, 9, 9);
    context.fill();
    context.stroke();
  };
  if (node.inputs > 0) port(inputPoint(node));
  for (let index = 0; index < node.outputs; index++) port(outputPoint(node, index));
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}
