/** The label of the port under the pointer, beside it. */

import { portLabel } from "../document";
import { toView } from "./kernels";
import { inputPoint, outputPoint } from "./scene/scene-node";
import { portName } from "./spoken";
import type { Stage } from "./stage";
import type { OpenEnd } from "./types";

/** The pointer rests so long, in milliseconds, before a label shows; at once while a wire is drawn. */
const PAUSE = 350;

export class PortTip {
  readonly element = document.createElement("div");
  readonly #stage: Stage;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end: OpenEnd | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.element.className = "wl-canvas-tip";
    this.element.setAttribute("aria-hidden", "true");
    this.element.hidden = true;
  }

  /** Called with every frame: follows the port under the pointer, or the one that a wire would go to. */
  refresh(): void {
    const { hover, gesture } = this.#stage;
    const end = gesture.hoverEnd ?? (hover.kind === "port" ? hover : undefined);
    if (same(end, this.#end)) {
      if (end && !this.element.hidden) this.#place(end);
      return;
    }
    this.#end = end;
    clearTimeout(this.#timer);
    this.element.hidden = true;
    if (!end || this.#text(end) === "") return;
    this.#timer = setTimeout(() => this.#show(end), gesture.hoverEnd ? 0 : PAUSE);
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #show(end: OpenEnd): void {
    this.element.textContent = this.#text(end);
    this.element.dataset.side = end.side;
    this.element.hidden = false;
    this.#place(end);
  }

  /** The port's own label; without one, the number of an output among several. */
  #text(end: OpenEnd): string {
    const { scene, document } = this.#stage;
    const node = scene.nodes.get(end.id);
    if (node?.kind !== "node") return "";
    const label = portLabel(node.record, end.side, end.index, document.types, document);
    if (label !== "") return label;
    return end.side === "output" && node.outputs > 1 ? portName(this.#stage, end, true) : "";
  }

  #place(end: OpenEnd): void {
    const { scene, camera } = this.#stage;
    const node = scene.nodes.get(end.id);
    if (!node) return;
    const at = toView(camera, end.side === "input" ? inputPoint(node) : outputPoint(node, end.index));
    const away = 12 + 6 * camera.zoom;
    const x = end.side === "input" ? at.x - away : at.x + away;
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(at.y)}px) translate(${end.side === "input" ? "-100%" : "0"}, -50%)`;
  }
}

const same = (a: OpenEnd | undefined, b: OpenEnd | undefined): boolean =>
  a?.id === b?.id && a?.side === b?.side && a?.index === b?.index;
