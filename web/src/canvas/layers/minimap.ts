/** The whole flow in a corner; press or drag in it to move the view. Drawn again at most a few times a second. */
import { type Camera, centerOn, grow, type Rect, union, type ViewSize, visibleRect } from "../kernels";
import type { Scene } from "../scene/scene";
import type { CanvasTheme } from "../theme";
import { fitCanvas } from "./sheet";

const SIZE: ViewSize = { w: 200, h: 140 };
const PAUSE = 120;

export interface MinimapHost {
  readonly scene: Scene;
  readonly size: ViewSize;
  readonly theme: CanvasTheme;
  camera: Camera;
}

export class Minimap {
  readonly element = document.createElement("canvas");
  readonly #host: MinimapHost;
  readonly #context: CanvasRenderingContext2D;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: Rect = { x: 0, y: 0, w: 1, h: 1 };

  constructor(host: MinimapHost) {
    this.#host = host;
    const context = this.element.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    this.#context = context;
    this.element.className = "wl-canvas-minimap";
    this.element.setAttribute("aria-hidden", "true");
    this.element.hidden = true;
    const go = (event: PointerEvent) => {
      event.stopPropagation();
      if (event.buttons !== 1) return;
      const bounds = this.element.getBoundingClientRect();
      const at = {
        x: this.#shown.x + ((event.clientX - bounds.left) / bounds.width) * this.#shown.w,
        y: this.#shown.y + ((event.clientY - bounds.top) / bounds.height) * this.#shown.h,
      };
      host.camera = centerOn(host.camera, at, host.size);
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    this.element.addEventListener("pointermove", go);
    for (const type of ["pointerup", "dblclick", "contextmenu"]) {
      this.element.addEventListener(type, (event) => event.stopPropagation());
    }
  }

  set isShown(isShown: boolean) {
    this.element.hidden = !isShown;
    if (isShown) this.#draw();
  }

  /** Something moved. */
  refresh(): void {
    if (this.element.hidden || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, PAUSE);
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #draw(): void {
    const { scene, camera, size, theme } = this.#host;
    const context = this.#context;
    const scale = globalThis.devicePixelRatio || 1;
    fitCanvas(this.element, SIZE, scale);
    const view = visibleRect(camera, size);
    const all = grow(union([scene.bounds() ?? view, view]) ?? view, 40);
    const k = Math.min(SIZE.w / all.w, SIZE.h / all.h);
    const w = SIZE.w / k;
    const h = SIZE.h / k;
    this.#shown = { x: all.x + all.w / 2 - w / 2, y: all.y + all.h / 2 - h / 2, w, h };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, this.element.width, this.element.height);
    const s = k * scale;
    context.setTransform(s, 0, 0, s, -this.#shown.x * s, -this.#shown.y * s);
    context.lineWidth = 1 / k;
    context.strokeStyle = theme.groupBorder;
    for (const { box } of scene.groups) context.strokeRect(box.x, box.y, box.w, box.h);
    const least = 2 / k;
    for (const node of scene.nodes.values()) {
      context.fillStyle = node.isUnknown ? theme.danger : node.color || theme.port;
      context.fillRect(node.box.x, node.box.y, Math.max(node.box.w, least), Math.max(node.box.h, least));
    }
    context.fillStyle = theme.selectionFill;
    context.strokeStyle = theme.selection;
    context.lineWidth = 1.5 / k;
    context.fillRect(view.x, view.y, view.w, view.h);
    context.strokeRect(view.x, view.y, view.w, view.h);
  }
}
