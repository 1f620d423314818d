/**
 * Live wires on the canvas: dashes that run along the wires that carry something, a badge with the rate, and a red one
 * where the last message led to an error. Drawn only while something moves, and only what is in view.
 */

import { pointAt } from "../../canvas/kernels";
import { addCurve, fitCanvas } from "../../canvas/layers/sheet";
import type { Drawing, DrawnWire, Place, Sheet, Target } from "../../canvas/types";
import { wireKey } from "../../document";
import { GLOW_MS, hasError, type LiveWires, rateOf, rateText } from "./wires";

/** Dashes move at up to so many sheet units a second. */
const FASTEST = 160;
const DASH = 6;
const GAP = 14;
/** Badges are left out when they would be too small to read. */
const LEAST_ZOOM = 0.45;
/** The time between two pictures while something moves. */
const FRAME_MS = 33;

export class LiveDrawing implements Drawing {
  readonly element = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D | null;
  readonly #wires: LiveWires;
  readonly #onWire: (key: string | null, place: Place) => void;
  readonly #still: MediaQueryList;
  #sheet: Sheet | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #isEmpty = false;

  /** `onWire` is told which wire the pointer is on. */
  constructor(wires: LiveWires, onWire: (key: string | null, place: Place) => void) {
    this.#wires = wires;
    this.#onWire = onWire;
    this.element.className = "wl-canvas-overlay wl-live-wires";
    this.element.setAttribute("aria-hidden", "true");
    this.#context = this.element.getContext("2d");
    this.#still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  draw(sheet: Sheet): void {
    this.#sheet = sheet;
    this.#paint();
  }

  hover(target: Target, place: Place): void {
    this.#onWire(target.kind === "wire" ? wireKey(target.wire) : null, place);
  }

  /** There is news of the wires. */
  refresh(): void {
    if (this.#sheet) this.#paint();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#sheet = undefined;
  }

  #paint(): void {
    const sheet = this.#sheet;
    const context = this.#context;
    if (!sheet || !context) return;
    const now = Date.now();
    const moving: { drawn: DrawnWire; rate: number; glow: number }[] = [];
    const badges: { drawn: DrawnWire; text: string; isError: boolean }[] = [];
    let isMoving = false;
    if (this.#wires.byKey.size > 0) {
      for (const drawn of sheet.wires()) {
        const live = this.#wires.byKey.get(drawn.key);
        if (!live) continue;
        const rate = rateOf(live, now);
        const isError = hasError(live, now);
        const age = now - live.activeAt;
        if (age < GLOW_MS) {
          moving.push({ drawn, rate, glow: 1 - age / GLOW_MS });
          isMoving = true;
        }
        if (rate > 0 || isError) isMoving = true;
        if (sheet.camera.zoom >= LEAST_ZOOM && (rate > 0 || isError))
          badges.push({ drawn, text: isError ? "!" : rateText(rate), isError });
      }
    }
    const isEmpty = moving.length === 0 && badges.length === 0;
    this.element.hidden = isEmpty;
    if (!isEmpty || !this.#isEmpty) {
      fitCanvas(this.element, sheet.size, sheet.scale);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.element.width, this.element.height);
      const k = sheet.camera.zoom * sheet.scale;
      context.setTransform(k, 0, 0, k, -sheet.camera.x * k, -sheet.camera.y * k);
      this.#paintFlow(context, sheet, moving, now);
      this.#paintBadges(context, sheet, badges);
    }
    this.#isEmpty = isEmpty;
    if (isMoving) this.#goOn(moving.length > 0 && !this.#still.matches ? FRAME_MS : 250);
  }

  #paintFlow(
    context: CanvasRenderingContext2D,
    sheet: Sheet,
    moving: readonly { drawn: DrawnWire; rate: number; glow: number }[],
    now: number,
  ): void {
    context.strokeStyle = sheet.theme.accent;
    context.lineWidth = Math.max(3, 1.25 / sheet.camera.zoom);
    context.lineCap = "round";
    context.setLineDash([DASH, GAP]);
    for (const { drawn, rate, glow } of moving) {
      const speed = Math.min(FASTEST, 40 + 30 * Math.log2(1 + rate));
      context.lineDashOffset = this.#still.matches ? 0 : -((now / 1000) * speed) % ((DASH + GAP) * 1000);
      context.globalAlpha = 0.25 + 0.75 * glow;
      context.beginPath();
      addCurve(context, drawn.curve);
      context.stroke();
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  #paintBadges(
    context: CanvasRenderingContext2D,
    { theme }: Sheet,
    badges: readonly { drawn: DrawnWire; text: string; isError: boolean }[],
  ): void {
    context.font = `600 10.5px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const { drawn, text, isError } of badges) {
      const at = pointAt(drawn.curve, 0.5);
      const width = Math.max(17, context.measureText(text).width + 10);
      context.beginPath();
      context.roundRect(at.x - width / 2, at.y - 8, width, 16, 8);
      context.fillStyle = isError ? theme.danger : theme.background;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = isError ? theme.danger : theme.accent;
      context.stroke();
      context.fillStyle = isError ? theme.background : theme.text;
      context.fillText(text, at.x, at.y + 0.5);
    }
  }

  #goOn(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(() => this.#paint());
    }, after);
  }
}
