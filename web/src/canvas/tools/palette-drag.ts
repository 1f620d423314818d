/**
 * Dragging a new node out of the palette: a picture of it follows the pointer, on the grid once over the canvas, and
 * the wire that it would go into lights up. Works with pointer events alone, so a finger can do it too.
 */
import { canSplice, newNode } from "../../document";
import { distance, type Point, snapOffset } from "../kernels";
import { NodeView, PAD } from "../layers/node-view";
import { wireNear } from "../scene/hit-test";
import { makeNode, type SceneNode } from "../scene/scene-node";
import type { Stage } from "../stage";
import type { InsertOptions } from "../types";
import { DRAG_THRESHOLD } from "./tool";

/** Called when the node is let go over the canvas. */
type Drop = (type: string, at: Point, options: InsertOptions) => void;

export class PaletteDrag {
  readonly #stage: Stage;
  readonly #type: string;
  readonly #node: SceneNode;
  readonly #start: Point;
  readonly #drop: Drop;
  #ghost: HTMLElement | undefined;

  constructor(stage: Stage, type: string, event: PointerEvent, drop: Drop) {
    this.#stage = stage;
    this.#type = type;
    this.#drop = drop;
    this.#start = { x: event.clientX, y: event.clientY };
    const { document, measure } = stage;
    const record = newNode(type, document.types, stage.scene.z, 0, 0, document);
    if (stage.options.showLabels === false) record.l = false;
    this.#node = makeNode(record, document, (text) => measure.width(text));
    window.addEventListener("pointermove", this.#move, true);
    window.addEventListener("pointerup", this.#up, true);
    window.addEventListener("pointercancel", this.#end, true);
    window.addEventListener("keydown", this.#key, true);
  }

  readonly #move = (event: PointerEvent): void => {
    const client = { x: event.clientX, y: event.clientY };
    if (!this.#ghost && distance(client, this.#start) < DRAG_THRESHOLD) return;
    event.preventDefault();
    this.#ghost ??= this.#makeGhost();
    const sheet = this.#over(event);
    const { camera, host, options } = this.#stage;
    const zoom = sheet ? camera.zoom : 1;
    const { w, h } = this.#node.box;
    let left = client.x - (w / 2) * zoom;
    let top = client.y - (h / 2) * zoom;
    if (sheet) {
      const at = this.#snapped(sheet, options.snap && !event.altKey);
      const bounds = host.getBoundingClientRect();
      left = bounds.left + (at.x - w / 2 - camera.x) * zoom;
      top = bounds.top + (at.y - h / 2 - camera.y) * zoom;
      this.#stage.show({ dropWire: this.#wireAt(at)?.key });
    } else {
      this.#stage.show();
    }
    this.#ghost.style.transform = `translate(${left - PAD.x * zoom}px, ${top - PAD.top * zoom}px) scale(${zoom})`;
  };

  readonly #up = (event: PointerEvent): void => {
    const sheet = this.#ghost ? this.#over(event) : undefined;
    this.#end();
    if (!sheet) return;
    const at = this.#snapped(sheet, this.#stage.options.snap && !event.altKey);
    this.#drop(this.#type, at, { wire: this.#wireAt(at)?.wire, exact: true });
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#end();
  };

  readonly #end = (): void => {
    window.removeEventListener("pointermove", this.#move, true);
    window.removeEventListener("pointerup", this.#up, true);
    window.removeEventListener("pointercancel", this.#end, true);
    window.removeEventListener("keydown", this.#key, true);
    this.#ghost?.remove();
    this.#stage.show();
  };

  /** The point of the sheet under the pointer; undefined when that is not over the canvas. */
  #over(event: PointerEvent): Point | undefined {
    const { host } = this.#stage;
    const element = document.elementFromPoint(event.clientX, event.clientY);
    if (!element || !host.contains(element)) return undefined;
    const bounds = host.getBoundingClientRect();
    return this.#stage.toSheet({ x: event.clientX - bounds.left, y: event.clientY - bounds.top });
  }

  #snapped(at: Point, snap: boolean): Point {
    if (!snap) return { x: Math.round(at.x), y: Math.round(at.y) };
    const { w, h } = this.#node.box;
    const step = snapOffset({ x: at.x - w / 2, y: at.y - h / 2, w, h }, this.#stage.options.gridSize);
    return { x: at.x + step.x, y: at.y + step.y };
  }

  #wireAt(at: Point) {
    const { scene, document, camera } = this.#stage;
    const wire = wireNear(scene, at, 12 / Math.min(1, camera.zoom));
    const source = { get: (id: string) => (id === this.#node.id ? this.#node.record : document.get(id)) };
    return wire && canSplice(document, source, wire.wire, this.#node.id) ? wire : undefined;
  }

  #makeGhost(): HTMLElement {
    const ghost = document.createElement("div");
    ghost.className = "wl-canvas-ghost";
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.fontFamily = this.#stage.theme.font;
    const view = new NodeView();
    view.show(
      { ...this.#node, box: { ...this.#node.box, x: PAD.x, y: PAD.top }, changed: false, isInvalid: false },
      {
        isSelected: false,
        isHovered: false,
        isHighlighted: false,
        status: undefined,
        statusWidth: 0,
        showDocs: false,
        candidates: undefined,
        hoverPort: undefined,
      },
    );
    view.element.removeAttribute("id");
    view.element.removeAttribute("role");
    ghost.append(view.element);
    document.body.append(ghost);
    return ghost;
  }
}
