/** The way of a message on the canvas: its wires, its nodes numbered, the step that is looked at in a ring. */

import { addCurve, fitCanvas } from "../../canvas/layers/sheet";
import type { Drawing, Sheet } from "../../canvas/types";
import type { Step } from "./api";

export class TraceDrawing implements Drawing {
  readonly element = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D | null;
  #steps: readonly Step[] = [];
  #current = -1;
  #sheet: Sheet | undefined;

  constructor() {
    this.element.className = "wl-canvas-overlay wl-trace";
    this.element.setAttribute("aria-hidden", "true");
    this.#context = this.element.getContext("2d");
  }

  /** Show these steps; those after the current one are pale. */
  show(steps: readonly Step[], current: number): void {
    this.#steps = steps;
    this.#current = current;
    if (this.#sheet) this.draw(this.#sheet);
  }

  draw(sheet: Sheet): void {
    this.#sheet = sheet;
    const context = this.#context;
    if (!context) return;
    this.element.hidden = this.#steps.length === 0;
    if (this.element.hidden) return;
    fitCanvas(this.element, sheet.size, sheet.scale);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.element.width, this.element.height);
    const k = sheet.camera.zoom * sheet.scale;
    context.setTransform(k, 0, 0, k, -sheet.camera.x * k, -sheet.camera.y * k);
    this.#drawWires(context, sheet);
    this.#drawNumbers(context, sheet);
  }

  #drawWires(context: CanvasRenderingContext2D, sheet: Sheet): void {
    context.strokeStyle = sheet.theme.selection;
    context.lineCap = "round";
    for (const step of this.#steps) {
      if (step.parent === null || step.port === null) continue;
      const wire = sheet.wire(`${this.#steps[step.parent]?.node}>${step.port}>${step.node}`);
      if (!wire) continue;
      const isCurrent = step.number === this.#current;
      context.globalAlpha = step.number <= this.#current ? 1 : 0.35;
      context.lineWidth = Math.max(isCurrent ? 5 : 3.5, 1.5 / sheet.camera.zoom);
      context.beginPath();
      addCurve(context, wire.curve);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  #drawNumbers(context: CanvasRenderingContext2D, { theme, boxOf }: Sheet): void {
    context.font = `600 10.5px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const numbers = new Map<string, Step[]>();
    for (const step of this.#steps) numbers.set(step.node, [...(numbers.get(step.node) ?? []), step]);
    for (const [node, steps] of numbers) {
      const box = boxOf(node);
      if (!box) continue;
      const hasError = steps.some((step) => step.error !== undefined);
      const isCurrent = steps.some((step) => step.number === this.#current);
      context.globalAlpha = steps.some((step) => step.number <= this.#current) ? 1 : 0.5;
      const color = hasError ? theme.danger : theme.selection;
      if (isCurrent) {
        context.strokeStyle = color;
        context.lineWidth = 3;
        context.beginPath();
        context.roundRect(box.x - 4, box.y - 4, box.w + 8, box.h + 8, 8);
        context.stroke();
      }
      const shown = steps.slice(0, 3).map((step) => step.number + 1);
      const text = shown.join(" ") + (steps.length > 3 ? " …" : "");
      const width = Math.max(18, context.measureText(text).width + 10);
      context.beginPath();
      context.roundRect(box.x - 6, box.y - 12, width, 18, 9);
      context.fillStyle = color;
      context.fill();
      context.fillStyle = theme.background;
      context.fillText(text, box.x - 6 + width / 2, box.y - 2.5);
    }
    context.globalAlpha = 1;
  }
}
