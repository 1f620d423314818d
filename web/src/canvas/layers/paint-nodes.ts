/**
 * Nodes painted on the sheet: when they are too many or too small for an element each, while the view zooms, and until
 * their elements are made. From near they look like the elements, so that one cannot tell which one sees.
 */
import { GLYPH, GLYPH_FONT, glyphOf, isFontAwesome, whenGlyphs } from "../../ui/font-awesome";
import { nodeIcon } from "../../ui/icons";
import { LINE_HEIGHT, type Point, SUBFLOW_PORT_SIZE } from "../kernels";
import type { Scene } from "../scene/scene";
import { buttonOf, docsBox, inputPoint, outputPoint, type SceneNode } from "../scene/scene-node";
import { LABEL_SIZE, STATUS_SIZE, shade } from "../theme";
import { iconAddress, iconImage } from "./icon-image";
import type { Look } from "./look";
import { cutStatus, showsStatus, statusColor, statusRoom, statusText } from "./status";

/** Paint the nodes in view that have no element. */
export function paintNodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  ids: ReadonlySet<string>,
  look: Look,
): void {
  const visible: SceneNode[] = [];
  for (const id of ids) {
    const node = look.hasView(id) ? undefined : scene.nodes.get(id);
    if (node) visible.push(node);
  }
  if (look.detail === "plain") {
    paintBlocks(context, visible, look);
    return;
  }
  if (look.detail === "simple") {
    for (const node of visible) paintSimple(context, node, look);
    return;
  }
  visible.sort((a, b) => scene.layerOf(a.id) - scene.layerOf(b.id));
  for (const node of visible) paintNode(context, scene, node, look);
}

/** Blocks of colour, those of one colour in one go. */
function paintBlocks(context: CanvasRenderingContext2D, nodes: readonly SceneNode[], look: Look): void {
  const byColor = new Map<string, SceneNode[]>();
  for (const node of nodes) {
    const isMarked = look.selection.has(node.id) || look.highlight === node.id;
    const color = isMarked
      ? look.theme.selection
      : node.isComment
        ? look.theme.commentBorder
        : colorOf(node, look);
    const list = byColor.get(color);
    if (list) list.push(node);
    else byColor.set(color, [node]);
  }
  for (const [color, list] of byColor) {
    context.fillStyle = color;
    for (const { box } of list) context.fillRect(box.x, box.y, box.w, box.h);
  }
  for (const node of nodes) if (isPale(node)) outline(context, node, look, 6);
  if (!look.showStatus || look.statuses.size === 0) return;
  for (const { id, box } of nodes) {
    const status = look.statuses.get(id);
    if (!showsStatus(status)) continue;
    context.fillStyle = statusColor(status.fill, look.theme);
    context.fillRect(box.x, box.y + box.h + 4, 24, 12);
  }
}

/** Nodes without a colour of their own: on the light sheet only their border shows where they are. */
const isPale = (node: SceneNode): boolean => node.isUnknown || node.isComment || node.kind === "subflow-port";

function outline(context: CanvasRenderingContext2D, node: SceneNode, look: Look, width: number): void {
  const { x, y, w, h } = node.box;
  context.strokeStyle = look.selection.has(node.id) ? look.theme.selection : borderOf(node, look);
  context.lineWidth = width;
  context.strokeRect(x + width / 2, y + width / 2, w - width, h - width);
}

/** What can still be told apart when small. */
function paintSimple(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  const { theme } = look;
  const { x, y, w, h } = node.box;
  const isMarked = look.selection.has(node.id) || look.highlight === node.id;
  if (isMarked) {
    context.fillStyle = theme.selection;
    context.fillRect(x - 4, y - 4, w + 8, h + 8);
  }
  context.globalAlpha = node.isDisabled ? 0.55 : 1;
  context.fillStyle = colorOf(node, look);
  context.fillRect(x, y, w, h);
  if (isPale(node)) outline(context, node, look, 3);
  if (node.kind === "node" && !isPale(node) && !theme.isForced) {
    context.fillStyle = shade(node.color);
    context.fillRect(node.align === "right" ? x + w - 30 : x, y, 30, h);
  }
  context.fillStyle = node.isComment || node.isUnknown ? theme.text : theme.nodeText;
  if (node.labelShown) {
    context.font = `${LABEL_SIZE}px ${theme.font}`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillText(node.lines[0] ?? "", node.align === "right" ? x + 12 : x + 38, y + h / 2);
  }
  context.globalAlpha = 1;
  context.fillStyle = theme.portBorder;
  if (node.inputs > 0) context.fillRect(x - 5, y + h / 2 - 5, 10, 10);
  for (let index = 0; index < node.outputs; index++) {
    const port = outputPoint(node, index);
    context.fillRect(port.x - 5, port.y - 5, 10, 10);
  }
  if (node.changed) {
    context.fillStyle = theme.changed;
    context.fillRect(x + w - 14, y - 6, 12, 12);
  }
  if (node.isInvalid || node.isUnknown) {
    context.fillStyle = theme.danger;
    context.fillRect(x + w - 30, y - 6, 12, 12);
  }
  const status = look.showStatus ? look.statuses.get(node.id) : undefined;
  if (showsStatus(status)) {
    context.fillStyle = statusColor(status.fill, theme);
    context.fillRect(x + 3, y + h + 7, 10, 10);
  }
}

function paintNode(context: CanvasRenderingContext2D, scene: Scene, node: SceneNode, look: Look): void {
  const { theme } = look;
  context.globalAlpha = node.isDisabled ? 0.55 : 1;
  if (node.button) paintButton(context, node, look);
  paintBody(context, node, look);
  if (node.labelShown) paintLabel(context, node, look);
  context.globalAlpha = 1;
  if (node.kind !== "junction") {
    if (node.inputs > 0) paintPort(context, inputPoint(node), look);
    for (let index = 0; index < node.outputs; index++) paintPort(context, outputPoint(node, index), look);
  }
  const { x, y, w } = node.box;
  if (node.changed) {
    context.beginPath();
    context.arc(x + w - 8.5, y - 0.5, 5, 0, Math.PI * 2);
    context.fillStyle = theme.changed;
    context.strokeStyle = theme.background;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
  if (node.isInvalid || node.isUnknown) {
    context.beginPath();
    context.moveTo(x + w - 23, y - 7);
    context.lineTo(x + w - 16, y + 5);
    context.lineTo(x + w - 30, y + 5);
    context.fillStyle = theme.danger;
    context.fill();
  }
  if (node.hasDocs && look.showDocs) paintDocs(context, node, look);
  paintStatus(context, scene, node, look);
}

/** A sheet of paper with a corner turned down and two lines on it. */
function paintDocs(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  const { x, y, w, h } = docsBox(node);
  context.beginPath();
  context.moveTo(x + 0.5, y + 0.5);
  context.lineTo(x + w - 4, y + 0.5);
  context.lineTo(x + w - 0.5, y + 4);
  context.lineTo(x + w - 0.5, y + h - 0.5);
  context.lineTo(x + 0.5, y + h - 0.5);
  context.closePath();
  context.fillStyle = look.theme.buttonOff;
  context.strokeStyle = look.theme.textMuted;
  context.lineWidth = 1;
  context.fill();
  context.moveTo(x + 3, y + 6.5);
  context.lineTo(x + w - 3, y + 6.5);
  context.moveTo(x + 3, y + 9.5);
  context.lineTo(x + w - 3, y + 9.5);
  context.stroke();
}

function paintBody(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  const { theme } = look;
  const { x, y, w, h } = node.box;
  const isMarked = look.selection.has(node.id) || look.highlight === node.id;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, node.kind === "junction" ? 3.5 : 5.5);
  context.fillStyle = colorOf(node, look);
  context.fill();
  if (node.kind === "node" && node.icon) paintIcon(context, node, look);
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, node.kind === "junction" ? 3.5 : 5.5);
  context.lineWidth = isMarked ? 2.5 : node.isUnknown ? 2 : 1;
  context.strokeStyle = isMarked ? theme.selection : borderOf(node, look);
  if (node.isDisabled || node.isUnknown) context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
}

const borderOf = (node: SceneNode, { theme }: Look): string =>
  node.isUnknown ? theme.danger : node.isComment ? theme.commentBorder : theme.nodeBorder;

const colorOf = (node: SceneNode, { theme }: Look): string => {
  if (node.kind === "subflow-port" || node.isComment || node.isUnknown) return theme.buttonOff;
  if (node.kind === "junction") return theme.port;
  return theme.isForced ? theme.nodeBackground : node.color;
};

const iconColor = (node: SceneNode, { theme }: Look): string => {
  if (node.isUnknown) return theme.danger;
  if (node.isComment) return theme.textMuted;
  return theme.isForced ? theme.text : "#fff";
};

const icons = new Map<string, Path2D>();
const ICON_SIZE = 19;
const ICON_SCALE = ICON_SIZE / 24;
const GLYPH_LOOK = `${GLYPH.size * ICON_SCALE}px "${GLYPH_FONT}"`;

function paintIcon(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  const { x, y, w, h } = node.box;
  const width = node.labelShown ? 30 : w;
  const left = node.align === "right" ? x + w - width : x;
  if (!node.isComment && !node.isUnknown && !look.theme.isForced) {
    context.fillStyle = shade(node.color);
    context.beginPath();
    const round =
      node.align === "right" && node.labelShown ? [0, 6, 6, 0] : node.labelShown ? [6, 0, 0, 6] : 6;
    context.roundRect(left, y, width, h, round);
    context.fill();
  }
  const glyph = glyphOf(node.icon);
  if (glyph !== undefined) {
    if (glyph === "") whenGlyphs(look.redraw);
    context.fillStyle = iconColor(node, look);
    context.font = GLYPH_LOOK;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    context.fillText(glyph, left + width / 2, y + h / 2 + (GLYPH.y - 12) * ICON_SCALE);
    return;
  }
  const icon = isFontAwesome(node.icon) ? node.typeIcon : node.icon;
  const address = iconAddress(icon);
  if (address) {
    const picture = iconImage(address, look.redraw);
    if (picture) paintPicture(context, picture, left, y, width, h);
    return;
  }
  const dx = left + width / 2 - ICON_SIZE / 2;
  const dy = y + h / 2 - ICON_SIZE / 2;
  context.lineWidth = (1.9 * ICON_SIZE) / 24;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = iconColor(node, look);
  // Back by hand: save() and restore() would cost more than the stroke.
  context.translate(dx, dy);
  context.stroke(iconPath(icon));
  context.translate(-dx, -dy);
  context.lineCap = "butt";
  context.lineJoin = "miter";
}

/** A file's picture in the icon's block, whole and undistorted. */
function paintPicture(
  context: CanvasRenderingContext2D,
  picture: HTMLImageElement,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const k = Math.min((width - 2) / picture.naturalWidth, Math.min(height, 30) / picture.naturalHeight);
  const w = picture.naturalWidth * k;
  const h = picture.naturalHeight * k;
  context.drawImage(picture, left + (width - w) / 2, top + (height - h) / 2, w, h);
}

/** The drawing of an icon in the size that nodes show it. */
function iconPath(name: string): Path2D {
  let path = icons.get(name);
  if (!path) {
    path = new Path2D();
    path.addPath(new Path2D(nodeIcon(name)), new DOMMatrix().scale(ICON_SCALE));
    icons.set(name, path);
  }
  return path;
}

function paintLabel(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  const { x, y, w, h } = node.box;
  const isPort = node.kind === "subflow-port";
  const size = isPort ? 10 : LABEL_SIZE;
  const pitch = isPort ? 12 : LINE_HEIGHT;
  context.font = `${size}px ${look.theme.font}`;
  context.fillStyle = node.isComment || node.isUnknown || isPort ? look.theme.text : look.theme.nodeText;
  context.textBaseline = "middle";
  context.textAlign = isPort ? "center" : node.align === "right" ? "right" : "left";
  const left = isPort
    ? x + Math.min(w, SUBFLOW_PORT_SIZE) / 2
    : node.align === "right"
      ? x + w - 38
      : x + (node.isComment ? 32 : 38);
  const first = y + h / 2 - ((node.lines.length - 1) / 2) * pitch + 0.5;
  node.lines.forEach((line, index) => {
    context.fillText(line, left, first + index * pitch);
  });
  if (node.portName.length > 0) paintPortName(context, node, look);
}

/** What a subflow's port is called, behind a line right of its number. */
function paintPortName(
  context: CanvasRenderingContext2D,
  { box, portName }: SceneNode,
  { theme }: Look,
): void {
  context.fillStyle = theme.portBorder;
  context.fillRect(box.x + SUBFLOW_PORT_SIZE - 1, box.y + 1, 1, box.h - 2);
  context.font = `${LABEL_SIZE}px ${theme.font}`;
  context.fillStyle = theme.textMuted;
  context.textAlign = "left";
  const first = box.y + box.h / 2 - ((portName.length - 1) / 2) * LINE_HEIGHT + 0.5;
  portName.forEach((line, index) => {
    context.fillText(line, box.x + SUBFLOW_PORT_SIZE + 8, first + index * LINE_HEIGHT);
  });
}

function paintPort(context: CanvasRenderingContext2D, at: Point, look: Look): void {
  context.fillStyle = look.theme.port;
  context.strokeStyle = look.theme.portBorder;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(at.x - 4.5, at.y - 4.5, 9, 9, 2.5);
  context.fill();
  context.stroke();
}

function paintButton(context: CanvasRenderingContext2D, node: SceneNode, look: Look): void {
  const box = buttonOf(node);
  if (!box || !node.button) return;
  const { side, on } = node.button;
  const shift = on ? 0 : side === "left" ? 9 : -9;
  context.beginPath();
  context.roundRect(box.x + shift + 0.5, box.y + 0.5, box.w - 1, box.h - 1, 5.5);
  context.fillStyle = look.theme.button;
  context.strokeStyle = look.theme.nodeBorder;
  context.lineWidth = 1;
  context.fill();
  context.stroke();
  context.beginPath();
  context.roundRect(box.x + shift + (side === "left" ? 5 : 10), box.y + 5, box.w - 15, box.h - 10, 4);
  context.fillStyle = on ? (look.theme.isForced ? look.theme.text : node.color) : look.theme.buttonOff;
  context.fill();
}

function paintStatus(context: CanvasRenderingContext2D, scene: Scene, node: SceneNode, look: Look): void {
  const status = look.showStatus ? look.statuses.get(node.id) : undefined;
  if (!showsStatus(status)) return;
  const x = node.box.x + 3;
  const y = node.box.y + node.box.h + 12;
  const hasMark = status.fill !== undefined || status.shape !== undefined;
  if (hasMark) {
    context.beginPath();
    context.roundRect(x + 1, y - 3.5, 7, 7, 2);
    context.fillStyle = statusColor(status.fill, look.theme);
    context.strokeStyle = context.fillStyle;
    context.lineWidth = 2;
    if (status.shape !== "ring") context.fill();
    context.stroke();
  }
  context.font = `${STATUS_SIZE}px ${look.theme.font}`;
  context.fillStyle = look.theme.textMuted;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const text = statusText(status);
  const room = statusRoom(scene, node, look.statuses, look.measure.width(text, STATUS_SIZE));
  context.fillText(cutStatus(text, room, look.measure), x + (hasMark ? 14 : 0), y + 0.5);
}
