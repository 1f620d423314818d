/**
 * The state of the canvas and its frame loop: scene, camera, selection and what the pointer is doing, drawn by the
 * layers at most once per frame. Tools change it; engine.ts is its face to the outside.
 */
import type { FlowDocument, Wire } from "../document";
import {
  type Camera,
  detailAt,
  GRID,
  type Point,
  panBy,
  type Rect,
  reveal,
  toSheet,
  visibleRect,
} from "./kernels";
import type { DraftWire, Look } from "./layers/look";
import { NodesLayer } from "./layers/nodes";
import { OverlayLayer } from "./layers/overlay";
import { SheetLayer } from "./layers/sheet";
import { showsStatus } from "./layers/status";
import { hitTest } from "./scene/hit-test";
import { virtualWires } from "./scene/links";
import { Scene } from "./scene/scene";
import { Selection } from "./selection";
import { type CanvasTheme, readTheme, TextMeasure } from "./theme";
import type { CanvasCallbacks, CanvasOptions, NodeStatus, OpenEnd, Place, Sheet, Target } from "./types";

/** What a gesture shows while it lasts. */
export interface GestureState {
  drafts: readonly DraftWire[];
  candidates: "input" | "output" | undefined;
  hoverEnd: OpenEnd | undefined;
  dropWire: string | undefined;
  dropGroup: string | undefined;
  hiddenWires: ReadonlySet<string>;
  lasso: Rect | undefined;
  slice: readonly Point[];
}

const NOTHING: GestureState = {
  drafts: [],
  candidates: undefined,
  hoverEnd: undefined,
  dropWire: undefined,
  dropGroup: undefined,
  hiddenWires: new Set(),
  lasso: undefined,
  slice: [],
};

export class Stage {
  readonly host: HTMLElement;
  readonly document: FlowDocument;
  readonly callbacks: CanvasCallbacks;
  readonly measure = new TextMeasure();
  readonly scene: Scene;
  readonly selection: Selection;
  readonly statuses = new Map<string, NodeStatus>();
  readonly options: CanvasOptions = {
    snap: true,
    showGrid: true,
    showStatus: true,
    readOnly: false,
    showMinimap: false,
    gridSize: GRID,
    showDocs: true,
  };
  readonly sheetLayer = new SheetLayer();
  readonly nodesLayer: NodesLayer;
  readonly overlayLayer = new OverlayLayer();
  theme: CanvasTheme;
  size = { w: 1, h: 1 };
  /** Where the pointer was last, in pixels of the view; undefined while it is elsewhere. */
  pointer: Point | undefined;
  hover: Target = { kind: "sheet" };
  highlight: string | undefined;
  /** Says something to those who listen to the page. */
  say: (text: string) => void = () => {};
  /** Called after each frame. */
  onFrame: () => void = () => {};
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  #gesture: GestureState = NOTHING;
  #stateVersion = 0;
  #frame = 0;
  #isStale = true;

  constructor(host: HTMLElement, document: FlowDocument, callbacks: CanvasCallbacks) {
    this.host = host;
    this.document = document;
    this.callbacks = callbacks;
    this.theme = readTheme(host);
    this.measure.use(this.theme.font);
    this.scene = new Scene(
      document,
      (text) => this.measure.width(text),
      (id) => showsStatus(this.statuses.get(id)),
    );
    this.nodesLayer = new NodesLayer(this.measure);
    this.selection = new Selection(() => {
      this.touch();
      callbacks.onSelectionChange?.([...this.selection.ids]);
    });
    host.append(this.sheetLayer.element, this.nodesLayer.element, this.overlayLayer.element);
  }

  get camera(): Camera {
    return this.#camera;
  }

  set camera(camera: Camera) {
    const old = this.#camera;
    if (old.x === camera.x && old.y === camera.y && old.zoom === camera.zoom) return;
    this.#camera = camera;
    this.redraw();
    this.callbacks.onViewChange?.({ ...camera, ...this.size });
  }

  get gesture(): GestureState {
    return this.#gesture;
  }

  /** Show something else of what the gesture is doing; without an argument, nothing any more. */
  show(state?: Partial<GestureState>): void {
    const before = this.#gesture;
    this.#gesture = state ? { ...before, ...state } : NOTHING;
    // Lasso, drafts and cutting line are on the overlay: what is below need not be drawn again for them.
    if (touchesNodes(before, this.#gesture)) this.touch();
    else this.#schedule();
  }

  /** Whether what is shown must not be changed: by the user's rights, or because the flow is locked. */
  get isReadOnly(): boolean {
    return this.options.readOnly || this.document.get(this.scene.z)?.locked === true;
  }

  panBy(dx: number, dy: number): void {
    this.camera = panBy(this.camera, dx, dy);
  }

  /** Move the view just as far as it takes to show a part of the sheet. */
  revealBox(box: Rect): void {
    this.camera = reveal(this.#camera, box, this.size);
  }

  toSheet(view: Point): Point {
    return toSheet(this.camera, view);
  }

  /** The part of the sheet in view. */
  get view(): Rect {
    return visibleRect(this.camera, this.size);
  }

  hit(view: Point, isTouch = false): Target {
    const { zoom } = this.camera;
    return hitTest(this.scene, this.toSheet(view), {
      reach: (isTouch ? 18 : 8) / zoom,
      ports: zoom > 0.35,
      docs: this.options.showDocs,
    });
  }

  place(view: Point): Place {
    const bounds = this.host.getBoundingClientRect();
    return { clientX: view.x + bounds.left, clientY: view.y + bounds.top, ...this.toSheet(view) };
  }

  setHover(hover: Target): void {
    if (sameTarget(this.hover, hover)) return;
    this.hover = hover;
    this.touch();
    if (this.pointer) this.callbacks.onHover?.(hover, this.place(this.pointer));
  }

  setTheme(): void {
    this.theme = readTheme(this.host);
    this.measure.use(this.theme.font);
    this.touch();
  }

  isWireSelected(wire: Wire, key: string): boolean {
    return (
      this.selection.wires.has(key) ||
      this.selection.ids.has(wire.source) ||
      this.selection.ids.has(wire.target)
    );
  }

  /** What drawings above the nodes are drawn with. */
  sheet(): Sheet {
    const { scene, camera, size, theme } = this;
    return {
      camera,
      size,
      theme,
      scale: globalThis.devicePixelRatio || 1,
      *wires() {
        for (const key of scene.wireIndex.query(visibleRect(camera, size))) {
          const wire = scene.wires.get(key);
          if (wire) yield wire;
        }
      },
      wire: (key) => scene.wires.get(key),
      boxOf: (id) => scene.boxOf(id),
    };
  }

  /** Draw again in the next frame: camera or scene changed. */
  redraw(): void {
    this.#isStale = true;
    this.#schedule();
  }

  /** Draw again in the next frame: the looks of nodes changed. */
  touch(): void {
    this.#stateVersion += 1;
    this.redraw();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
  }

  readonly #redrawLater = (): void => this.redraw();

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#frame = 0;
    const { camera, size, scene } = this;
    const look = this.#look();
    if (this.#isStale) {
      this.#isStale = false;
      const visible = scene.nodeIndex.query(this.view);
      look.detail = detailAt(camera.zoom, visible.size);
      // Elements first: the sheet paints the nodes that have none.
      const isComplete = this.nodesLayer.draw(scene, camera, size, look, this.#stateVersion);
      this.sheetLayer.draw(scene, camera, size, look, visible);
      this.onFrame();
      if (!isComplete) this.redraw();
    }
    this.overlayLayer.draw(camera, size, look);
  }

  #look(): Look {
    const { hover } = this;
    return {
      ...this.#gesture,
      theme: this.theme,
      scale: globalThis.devicePixelRatio || 1,
      detail: "full",
      showGrid: this.options.showGrid,
      gridSize: this.options.gridSize,
      showStatus: this.options.showStatus,
      showDocs: this.options.showDocs,
      redraw: this.#redrawLater,
      selection: this.selection.ids,
      selectedWires: this.selection.wires,
      hasView: (id) => this.nodesLayer.has(id),
      hoverWire: hover.kind === "wire" ? this.#keyOf(hover.wire) : undefined,
      hoverEnd: this.#gesture.hoverEnd ?? (hover.kind === "port" ? hover : undefined),
      hoverNode: "id" in hover && hover.kind !== "group" ? hover.id : undefined,
      highlight: this.highlight,
      virtualWires: virtualWires(this.selection.ids, this.scene, this.document),
      statuses: this.statuses,
      measure: this.measure,
    };
  }

  #keyOf(wire: Wire): string {
    return `${wire.source}>${wire.port}>${wire.target}`;
  }
}

/** Whether two states of a gesture differ in what nodes and wires look like. */
function touchesNodes(a: GestureState, b: GestureState): boolean {
  return (
    a.candidates !== b.candidates ||
    a.dropWire !== b.dropWire ||
    a.dropGroup !== b.dropGroup ||
    a.hiddenWires !== b.hiddenWires ||
    a.hoverEnd?.id !== b.hoverEnd?.id ||
    a.hoverEnd?.side !== b.hoverEnd?.side ||
    a.hoverEnd?.index !== b.hoverEnd?.index
  );
}

function sameTarget(a: Target, b: Target): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "wire" && b.kind === "wire") {
    return a.wire.source === b.wire.source && a.wire.port === b.wire.port && a.wire.target === b.wire.target;
  }
  const left = a as { id?: string; side?: string; index?: number };
  const right = b as typeof left;
  return left.id === right.id && left.side === right.side && left.index === right.index;
}
