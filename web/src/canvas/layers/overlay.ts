/** The canvas above the nodes: wires that are being drawn, the lasso, the cutting line. Empty most of the time. */
import { type Camera, type ViewSize, wireCurve } from "../kernels";
import type { Look } from "./look";
import { addCurve, fitCanvas } from "./sheet";

export class OverlayLayer {
  readonly element = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;
  #isEmpty = true;

  constructor() {
    this.element.className = "wl-canvas-overlay";
    this.element.setAttribute("aria-hidden", "true");
    const context = this.element.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    this.#context = context;
  }

  draw(camera: Camera, size: ViewSize, look: Look): void {
    const isEmpty = look.drafts.length === 0 && !look.lasso && look.slice.length === 0;
    if (isEmpty && this.#isEmpty) return;
    this.#isEmpty = isEmpty;
    // Hidden while empty: a transparent sheet over everything would be composed in every frame.
    this.element.hidden = isEmpty;
    if (isEmpty) return;
    const context = this.#context;
    fitCanvas(this.element, size, look.scale);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.element.width, this.element.height);
    const k = camera.zoom * look.scale;
    context.setTransform(k, 0, 0, k, -camera.x * k, -camera.y * k);
    this.#drawDrafts(look);
    this.#drawLasso(look, camera.zoom);
    this.#drawSlice(look, camera.zoom);
  }

  #drawDrafts(look: Look): void {
    if (look.drafts.length === 0) return;
    const context = this.#context;
    context.lineWidth = 2.75;
    context.strokeStyle = look.theme.wireSelected;
    context.setLineDash(look.hoverEnd ? [] : [9, 5]);
    context.beginPath();
    for (const draft of look.drafts) addCurve(context, wireCurve(draft.from, draft.to));
    context.stroke();
    context.setLineDash([]);
  }

  #drawLasso(look: Look, zoom: number): void {
    if (!look.lasso) return;
    const context = this.#context;
    const { x, y, w, h } = look.lasso;
    context.fillStyle = look.theme.selectionFill;
    context.strokeStyle = look.theme.selection;
    context.lineWidth = 1 / zoom;
    context.setLineDash([6 / zoom, 4 / zoom]);
    context.beginPath();
    context.roundRect(x, y, w, h, 4 / zoom);
    context.fill();
    context.stroke();
    context.setLineDash([]);
  }

  #drawSlice(look: Look, zoom: number): void {
    const [first, ...rest] = look.slice;
    if (!first) return;
    const context = this.#context;
    context.strokeStyle = look.theme.danger;
    context.lineWidth = 2 / zoom;
    context.setLineDash([6 / zoom, 4 / zoom]);
    context.beginPath();
    context.moveTo(first.x, first.y);
    for (const point of rest) context.lineTo(point.x, point.y);
    context.stroke();
    context.setLineDash([]);
  }
}
