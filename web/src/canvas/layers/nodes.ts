/** The elements of the nodes in view, taken from and given back to a pool, in one container that the camera moves. */
import { type Camera, contains, grow, type Rect, type ViewSize, visibleRect } from "../kernels";
import type { Scene } from "../scene/scene";
import type { SceneNode } from "../scene/scene-node";
import { STATUS_SIZE, type TextMeasure } from "../theme";
import type { Look } from "./look";
import { NodeView } from "./node-view";
import { statusRoom, statusText } from "./status";

/** Elements are made for this much around the view, in pixels, so that short moves need none. */
const MARGIN = 120;
/** Elements that are filled anew in one frame. */
const PER_FRAME = 40;
/** So long after the last move of the view, in milliseconds, nodes are shown by their elements again. */
const SETTLE = 140;
/** So few elements can be moved along. */
const FEW = 24;

export class NodesLayer {
  readonly element = document.createElement("div");
  readonly #views = new Map<string, NodeView>();
  readonly #pool: NodeView[] = [];
  readonly #measure: TextMeasure;
  #covered: Rect | undefined;
  #version = -1;
  #stateKey: unknown = undefined;
  #transform = "";
  #camera: Camera | undefined;
  #lastMove = Number.NEGATIVE_INFINITY;
  #isHidden = false;
  #isComplete = false;

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

  /** Whether a node is shown by its element now. */
  has(id: string): boolean {
    return !this.#isHidden && this.#views.has(id);
  }

  /**
   * Bring the elements in line. `stateKey` is a value that is another when selection, hover or status are. False:
   * not all nodes have their element yet, and another frame will be needed.
   */
  draw(scene: Scene, camera: Camera, size: ViewSize, look: Look, stateKey: unknown): boolean {
    if (this.#camera !== camera) {
      if (this.#camera) this.#lastMove = performance.now();
      this.#camera = camera;
    }
    if (look.detail !== "full") {
      this.#giveBack();
      return true;
    }
    // While the view moves, the sheet paints all: the browser takes longer to move and make elements than that takes.
    if (this.#views.size > FEW && performance.now() - this.#lastMove < SETTLE) {
      this.#hide(true);
      return false;
    }
    this.#hide(false);
    this.#move(camera);
    const view = visibleRect(camera, size);
    const isCovered = this.#covered !== undefined && encloses(this.#covered, view);
    if (isCovered && this.#isComplete && scene.version === this.#version && stateKey === this.#stateKey)
      return true;
    if (!isCovered) this.#covered = grow(view, MARGIN / camera.zoom);
    this.#version = scene.version;
    this.#stateKey = stateKey;
    this.#isComplete = this.#update(scene, look);
    return this.#isComplete;
  }

  #hide(isHidden: boolean): void {
    if (this.#isHidden === isHidden) return;
    this.#isHidden = isHidden;
    // Keeps styles and layout, unlike `display: none`.
    this.element.style.contentVisibility = isHidden ? "hidden" : "visible";
  }

  #move(camera: Camera): void {
    const transform = `scale(${camera.zoom}) translate(${-camera.x}px, ${-camera.y}px)`;
    if (transform === this.#transform) return;
    this.element.style.transform = transform;
    this.#transform = transform;
  }

  /** False when there are more nodes without elements than one frame has time for. */
  #update(scene: Scene, look: Look): boolean {
    const wanted = scene.nodeIndex.query(this.#covered!);
    for (const [id, view] of this.#views) {
      if (wanted.has(id)) continue;
      this.#views.delete(id);
      view.element.hidden = true;
      this.#pool.push(view);
    }
    let made = 0;
    for (const id of wanted) {
      const node = scene.nodes.get(id);
      if (!node) continue;
      if (!this.#views.has(id) && ++made > PER_FRAME) continue;
      const view = this.#viewFor(id);
      view.show(node, this.#lookOf(scene, node, look));
      view.raise(scene.layerOf(id));
    }
    return made <= PER_FRAME;
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

  #lookOf(scene: Scene, node: SceneNode, look: Look) {
    const status = look.showStatus ? look.statuses.get(node.id) : undefined;
    const isHovered = look.hoverNode === node.id;
    const wanted = status ? this.#measure.width(statusText(status), STATUS_SIZE) : 0;
    return {
      isSelected: look.selection.has(node.id),
      isHovered,
      isHighlighted: look.highlight === node.id,
      status,
      showDocs: look.showDocs,
      // Who points at a node reads all of it.
      statusWidth: isHovered ? wanted : Math.ceil(statusRoom(scene, node, look.statuses, wanted)),
      candidates: look.candidates,
      hoverPort: look.hoverEnd?.id === node.id ? look.hoverEnd : undefined,
    };
  }

  #giveBack(): void {
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
