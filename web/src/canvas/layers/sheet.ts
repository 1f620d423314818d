/**
 * The canvas under the nodes: grid, groups and wires, redrawn only when something of it changed. Wires of one look
 * are one path: a stroke costs more than a curve.
 */
import { type Camera, type Curve, type Rect, type ViewSize, visibleRect } from "../kernels";
import type { VirtualWire } from "../scene/links";
import type { Scene, SceneWire } from "../scene/scene";
import type { SceneGroup } from "../scene/scene-group";
import { type CanvasTheme, isLight } from "../theme";
import type { Look } from "./look";
import { paintNodes } from "./paint-nodes";

const WIRE_WIDTH = 2.5;
/** Wires are not drawn thinner than this, in pixels of the view. */
const LEAST_WIDTH = 0.75;
/** Lines of the grid are not closer than this, in pixels of the view. */
const LEAST_PITCH = 9;

export class SheetLayer {
  readonly element = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;

  constructor() {
    this.element.className = "wl-canvas-sheet";
    this.element.setAttribute("aria-hidden", "true");
    const context = this.element.getContext("2d", { alpha: false });
    if (!context) throw new Error("this browser has no 2D canvas");
    this.#context = context;
  }

  /** `visible` are the ids of the nodes in view. */
  draw(scene: Scene, camera: Camera, size: ViewSize, look: Look, visible: ReadonlySet<string>): void {
    const context = this.#context;
    const { theme, scale } = look;
    fitCanvas(this.element, size, scale);
    const view = visibleRect(camera, size);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, this.element.width, this.element.height);
    if (look.showGrid) drawGrid(context, camera, view, size, look);
    const k = camera.zoom * scale;
    context.setTransform(k, 0, 0, k, -camera.x * k, -camera.y * k);
    for (const group of scene.groups) drawGroup(context, group, look, camera.zoom);
    this.#drawWires(scene, view, look, camera.zoom);
    paintNodes(context, scene, visible, look);
  }

  #drawWires(scene: Scene, view: Rect, look: Look, zoom: number): void {
    const { theme, selection } = look;
    const context = this.#context;
    const idle: Curve[] = [];
    const near: Curve[] = [];
    const disabled: Curve[] = [];
    const chosen: SceneWire[] = [];
    const isFar = look.detail === "plain";
    for (const key of scene.wireIndex.query(view)) {
      const wire = scene.wires.get(key);
      if (!wire || look.hiddenWires.has(key)) continue;
      if (look.selectedWires.has(key) || key === look.hoverWire || key === look.dropWire) chosen.push(wire);
      else if (wire.isDisabled) disabled.push(wire.curve);
      else if (selection.size > 0 && (selection.has(wire.wire.source) || selection.has(wire.wire.target))) {
        near.push(wire.curve);
      } else idle.push(wire.curve);
    }
    const width = Math.max(WIRE_WIDTH, LEAST_WIDTH / zoom);
    context.lineCap = "butt";
    stroke(context, idle, theme.wire, width, isFar);
    stroke(context, near, theme.wireHover, width, isFar);
    if (disabled.length > 0) {
      context.setLineDash([9, 5]);
      context.globalAlpha = 0.65;
      stroke(context, disabled, theme.wire, width, isFar);
      context.globalAlpha = 1;
      context.setLineDash([]);
    }
    for (const wire of chosen) {
      const isSelected = look.selectedWires.has(wire.key);
      const isDrop = wire.key === look.dropWire;
      const color = isDrop ? theme.accent : isSelected ? theme.wireSelected : theme.wireHover;
      context.setLineDash(wire.isDisabled || isDrop ? [9, 5] : []);
      stroke(
        context,
        [wire.curve],
        color,
        Math.max(WIRE_WIDTH + (isSelected ? 0.75 : 0.25), LEAST_WIDTH / zoom),
      );
      context.setLineDash([]);
    }
    if (look.virtualWires.length > 0) drawVirtualWires(context, look.virtualWires, theme, width);
  }
}

/** Give a canvas as many pixels as the screen has, if it has not. */
export function fitCanvas(canvas: HTMLCanvasElement, size: ViewSize, scale: number): void {
  const w = Math.max(1, Math.round(size.w * scale));
  const h = Math.max(1, Math.round(size.h * scale));
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

export function addCurve(context: CanvasRenderingContext2D | Path2D, curve: Curve): void {
  context.moveTo(curve[0]!, curve[1]!);
  for (let i = 2; i + 5 < curve.length; i += 6) {
    context.bezierCurveTo(
      curve[i]!,
      curve[i + 1]!,
      curve[i + 2]!,
      curve[i + 3]!,
      curve[i + 4]!,
      curve[i + 5]!,
    );
  }
}

/** Stroke curves in one go; from afar each piece is a straight line. */
function stroke(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  color: string,
  width: number,
  isFar = false,
): void {
  if (curves.length === 0) return;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  for (const curve of curves) {
    if (isFar) addLines(context, curve);
    else addCurve(context, curve);
  }
  context.stroke();
}

function addLines(context: CanvasRenderingContext2D, curve: Curve): void {
  context.moveTo(curve[0]!, curve[1]!);
  for (let i = 6; i + 1 < curve.length; i += 6) context.lineTo(curve[i]!, curve[i + 1]!);
}

/** Lines of the grid at whole device pixels; every fifth alone when they would be too close. */
function drawGrid(
  context: CanvasRenderingContext2D,
  camera: Camera,
  view: Rect,
  size: ViewSize,
  { scale, theme, gridSize }: Look,
): void {
  const k = camera.zoom * scale;
  let step = gridSize;
  while (step * camera.zoom < LEAST_PITCH) step *= 5;
  context.fillStyle = theme.grid;
  const width = size.w * scale;
  const height = size.h * scale;
  for (let x = Math.ceil(view.x / step) * step; x <= view.x + view.w; x += step) {
    context.fillRect(Math.round((x - view.x) * k), 0, 1, height);
  }
  for (let y = Math.ceil(view.y / step) * step; y <= view.y + view.h; y += step) {
    context.fillRect(0, Math.round((y - view.y) * k), width, 1);
  }
}

function drawGroup(context: CanvasRenderingContext2D, group: SceneGroup, look: Look, zoom: number): void {
  const { theme } = look;
  const isSelected = look.selection.has(group.id);
  const { x, y, w, h } = group.box;
  context.beginPath();
  context.roundRect(x, y, w, h, 8);
  if (group.fill !== "none" && !theme.isForced) {
    context.globalAlpha = group.fill ? group.fillOpacity * fade(theme) : 1;
    context.fillStyle = group.fill ?? theme.groupFill;
    context.fill();
  }
  if (group.stroke !== "none" || isSelected) {
    context.globalAlpha = isSelected ? 1 : group.strokeOpacity;
    context.strokeStyle = isSelected
      ? theme.selection
      : (!theme.isForced && group.stroke) || theme.groupBorder;
    context.lineWidth = Math.max(isSelected ? 2 : 1.5, LEAST_WIDTH / zoom);
    if (look.dropGroup === group.id) context.setLineDash([6, 4]);
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
  if (!group.labelAt || zoom < 0.2) return;
  const { side, align } = group.labelAt;
  context.font = `14px ${theme.font}`;
  context.fillStyle = labelColor(group, theme);
  context.textAlign = align;
  context.textBaseline = "alphabetic";
  const left = align === "left" ? x + 10 : align === "right" ? x + w - 10 : x + w / 2;
  context.fillText(group.name, left, side === "top" ? y + 18 : y + h - 9, Math.max(10, w - 20));
}

/** Fills are chosen for a white sheet: on a dark one they only tint it, so that what stands on them can be read. */
const fade = (theme: CanvasTheme): number => (isLight(theme.background) ? 1 : 0.3);

/** A label can be read on the fill of its group; its own colour is kept where it can. */
function labelColor(group: SceneGroup, theme: CanvasTheme): string {
  if (theme.isForced) return theme.text;
  const isDark = !isLight(theme.background);
  if (group.color && !(isDark && !isLight(group.color))) return group.color;
  if (isDark || !group.fill || group.fill === "none" || group.fillOpacity < 0.4) return theme.textMuted;
  return isLight(group.fill) ? "#4a565c" : "#e4eaec";
}

function drawVirtualWires(
  context: CanvasRenderingContext2D,
  wires: readonly VirtualWire[],
  theme: CanvasTheme,
  width: number,
): void {
  context.setLineDash([12, 7]);
  stroke(
    context,
    wires.map((wire) => wire.curve),
    theme.wireSelected,
    width,
  );
  context.setLineDash([]);
  context.font = `12px ${theme.font}`;
  context.textBaseline = "middle";
  for (const wire of wires) {
    if (wire.label === undefined) continue;
    context.fillStyle = theme.wireSelected;
    context.beginPath();
    context.arc(wire.at.x, wire.at.y, 4, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = theme.textMuted;
    context.textAlign = wire.align;
    context.fillText(wire.label, wire.at.x + (wire.align === "left" ? 10 : -10), wire.at.y);
  }
}
