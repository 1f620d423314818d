/** The elements of the nodes in view, taken from and given back to a pool, in one container that the camera moves. */
import { type Camera, contains, grow, type Rect, type ViewSize, visibleRect } from "../kernels";
import type { Scene } from "../scene/scene";
import type { SceneNode } from "../scene/scene-node";
import { STATUS_SIZE, type TextMeasure } from "../theme";
import type { Look } from "./look";
import { NodeView } from "./node-view";
import { statusText } from "./status";

/** Elements are made for this much around the view, in pixels, so that short moves need none. */
const MARGIN = 120;

export class NodesLayer {
  readonly element = document.createElement("div");
  readonly #views = new Map<string, NodeView>();
  readonly #pool: NodeView[] = [];
  readonly #measure: TextMeasure;
  #covered: Rect | undefined;
  #version = -1;
  #stateKey: unknown = undefined;
  #transform = "";

  constructor(measure: TextMeasure) {
    this.#measure = measure;
    this.element.className = "wl-canvas-world";
  }

  /** How many elements there are at the moment. */
  get size(): number {
    return this.#views.size;
  }

  viewOf(id: string): HTMLElement | undefined {
    return this.#views.get(id)?.element;
  }

  /** `stateKey` is a value that is another when selection, hover or status are. */
  draw(scene: Scene, camera: Camera, size: ViewSize, look: Look, stateKey: unknown): void {
    if (look.detail !== "full") {
      this.#hideAll();
      return;
    }
    const transform = `scale(${camera.zoom}) translate(${-camera.x}px, ${-camera.y}px)`;
    if (transform !== this.#transform) {
      this.element.style.transform = transform;
      this.#transform = transform;
    }
    const view = visibleRect(camera, size);
    const isCovered = this.#covered !== undefined && encloses(this.#covered, view);
    if (isCovered && scene.version === this.#version && stateKey === this.#stateKey) return;
    if (!isCovered) this.#covered = grow(view, MARGIN / camera.zoom);
    this.#version = scene.version;
    this.#stateKey = stateKey;
    this.#update(scene, look);
  }

  #update(scene: Scene, look: Look): void {
    const wanted = scene.nodeIndex.query(this.#covered!);
    for (const [id, view] of this.#views) {
      if (wanted.has(id)) continue;
      this.#views.delete(id);
      view.element.hidden = true;
      this.#pool.push(view);
    }
    for (const id of wanted) {
      const node = scene.nodes.get(id);
      if (node) this.#viewFor(id).show(node, this.#lookOf(node, look));
    }
  }

  #viewFor(id: string): NodeView {
    const known = this.#views.get(id);
    if (known) return known;
    const view = this.#pool.pop() ?? new NodeView();
    this.#views.set(id, view);
    if (view.element.parentNode) view.element.hidden = false;
    else this.element.append(view.element);
    return view;
  }

  #lookOf(node: SceneNode, look: Look) {
    const status = look.showStatus ? look.statuses.get(node.id) : undefined;
    return {
      isSelected: look.selection.has(node.id),
      isHovered: look.hoverNode === node.id,
      isHighlighted: look.highlight === node.id,
      status,
      statusWidth: status ? this.#measure.width(statusText(status), STATUS_SIZE) : 0,
      candidates: look.candidates,
      hoverPort: look.hoverEnd?.id === node.id ? look.hoverEnd : undefined,
    };
  }

  #hideAll(): void {
    if (this.#views.size === 0) return;
    for (const view of this.#views.values()) {
      view.element.hidden = true;
      this.#pool.push(view);
    }
    this.#views.clear();
    this.#covered = undefined;
  }
}

const encloses = (outer: Rect, inner: Rect): boolean =>
  contains(outer, inner) && contains(outer, { x: inner.x + inner.w, y: inner.y + inner.h });
