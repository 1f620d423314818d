/**
 * The flow canvas: shows one flow of a document and lets it be edited. Framework-free; the editor makes one on an
 * element and talks to it through types.ts. The parts: scene/ (what is there), layers/ (drawing), tools/ (gestures),
 * kernels/ (the mathematics).
 */
import "./canvas.css";
import {
  addWire,
  type ChangeEvent,
  type FlowDocument,
  joinGroup,
  type NodeTypes,
  newNode,
  spliceIntoWire,
  subflowEnd,
  type Wire,
  wireKey,
  wouldRecurse,
} from "../document";
import { CanvasInput } from "./input";
import {
  type Camera,
  center,
  centerOn,
  contains,
  encloses,
  fit,
  type Point,
  type Rect,
  reveal,
  snapOffset,
  union,
  zoomAt,
  zoomStop,
} from "./kernels";
import { Minimap } from "./layers/minimap";
import { keepEdges } from "./scene/scene-node";
import { Stage } from "./stage";
import { CarryTool } from "./tools/carry";
import { PaletteDrag } from "./tools/palette-drag";
import type {
  Canvas,
  CanvasCallbacks,
  CanvasOptions,
  InsertOptions,
  NodeStatus,
  Place,
  Viewport,
} from "./types";

export type * from "./types";

/** How a flow was looked at when another was shown. */
interface Memory {
  camera: Camera;
  ids: string[];
}

/** Drag-and-drop type of a palette node, for palettes that use the browser's own. */
export const NODE_MIME = "application/x-wirelatch-node";
const FLASH = 1600;

export class CanvasEngine implements Canvas {
  readonly #stage: Stage;
  readonly #input: CanvasInput;
  readonly #minimap: Minimap;
  readonly #live = document.createElement("div");
  readonly #memory = new Map<string, Memory>();
  readonly #stop = new AbortController();
  readonly #resize: ResizeObserver;
  readonly #unsubscribe: () => void;
  #flash: ReturnType<typeof setTimeout> | undefined;
  #carried = 0;

  /** `types` is that of the document; it is taken for callers that hold both. */
  constructor(host: HTMLElement, flows: FlowDocument, _types: NodeTypes, callbacks: CanvasCallbacks = {}) {
    host.classList.add("wl-canvas");
    host.tabIndex = 0;
    host.setAttribute("role", "listbox");
    host.setAttribute("aria-multiselectable", "true");
    host.setAttribute("aria-label", "Flow");
    this.#stage = new Stage(host, flows, {
      ...callbacks,
      onSelectionChange: (ids) => {
        this.#announce(ids);
        callbacks.onSelectionChange?.(ids);
      },
    });
    this.#input = new CanvasInput(this.#stage);
    this.#minimap = new Minimap(this.#stage);
    this.#live.className = "wl-canvas-live";
    this.#live.setAttribute("aria-live", "polite");
    host.append(this.#minimap.element, this.#live);
    this.#stage.onFrame = () => this.#minimap.refresh();
    this.#resize = new ResizeObserver(() => this.#measure());
    this.#resize.observe(host);
    this.#measure();
    const stops = [
      flows.subscribe((event) => this.#follow(event)),
      flows.addRule(keepEdges(flows, (text) => this.#stage.measure.width(text))),
    ];
    this.#unsubscribe = () => {
      for (const stop of stops) stop();
    };
    this.#acceptDrops(host);
  }

  get flow(): string {
    return this.#stage.scene.z;
  }

  get selection(): ReadonlySet<string> {
    return this.#stage.selection.ids;
  }

  get selectedWires(): readonly Wire[] {
    const { scene, selection } = this.#stage;
    return [...selection.wires].map((key) => scene.wires.get(key)?.wire).filter((wire) => wire !== undefined);
  }

  get viewport(): Viewport {
    return { ...this.#stage.camera, ...this.#stage.size };
  }

  get options(): CanvasOptions {
    return { ...this.#stage.options };
  }

  setOptions(options: Partial<CanvasOptions>): void {
    Object.assign(this.#stage.options, options);
    this.#minimap.isShown = this.#stage.options.showMinimap;
    this.#stage.touch();
  }

  get pointer(): Point {
    const { pointer, size } = this.#stage;
    return this.#stage.toSheet(pointer ?? { x: size.w / 2, y: size.h / 2 });
  }

  placeOfPointer(): Place {
    const { pointer, size } = this.#stage;
    return this.#stage.place(pointer ?? { x: size.w / 2, y: size.h / 2 });
  }

  showFlow(z: string): void {
    const stage = this.#stage;
    if (z === stage.scene.z) return;
    this.#input.cancelTool();
    if (stage.scene.z)
      this.#memory.set(stage.scene.z, { camera: stage.camera, ids: [...stage.selection.ids] });
    const memory = this.#memory.get(z);
    stage.selection.clear();
    stage.hover = { kind: "sheet" };
    stage.scene.show(z);
    stage.camera = memory?.camera ?? this.#firstView();
    if (memory) stage.selection.set(memory.ids.filter((id) => stage.scene.boxOf(id)));
    stage.touch();
  }

  select(ids: Iterable<string>, wires: readonly Wire[] = []): void {
    const { scene, selection } = this.#stage;
    const there = [...ids].filter((id) => scene.boxOf(id));
    selection.set(
      there,
      wires.map(wireKey).filter((key) => scene.wires.has(key)),
    );
  }

  setStatus(id: string, status: NodeStatus | null): void {
    const { statuses, scene } = this.#stage;
    const hadStatus = statuses.has(id);
    if (status === null || Object.keys(status).length === 0) {
      if (!statuses.delete(id)) return;
    } else statuses.set(id, status);
    if (hadStatus !== statuses.has(id)) scene.rewire(id);
    if (scene.nodes.has(id)) this.#stage.touch();
  }

  revealNode(id: string): void {
    const stage = this.#stage;
    const end = subflowEnd(id);
    const z = end ? end.subflow : stage.document.get(id)?.z;
    if (!z) return;
    this.showFlow(z);
    const box = stage.scene.boxOf(id);
    if (!box) return;
    const near = stage.camera.zoom < 0.5 ? zoomAt(stage.camera, 1, { x: 0, y: 0 }) : stage.camera;
    stage.camera =
      encloses(stage.view, box) && near === stage.camera ? near : centerOn(near, center(box), stage.size);
    stage.selection.set([id]);
    this.highlight(id);
    clearTimeout(this.#flash);
    this.#flash = setTimeout(() => this.highlight(null), FLASH);
  }

  highlight(id: string | null): void {
    clearTimeout(this.#flash);
    if (this.#stage.highlight === (id ?? undefined)) return;
    this.#stage.highlight = id ?? undefined;
    this.#stage.touch();
  }

  boxOf(id: string): Rect | undefined {
    return this.#stage.scene.boxOf(id);
  }

  frameOf(id: string): Rect | undefined {
    return this.#stage.scene.frameOf(id);
  }

  boxes(kind?: "node" | "group"): Map<string, Rect> {
    const { scene } = this.#stage;
    const boxes = new Map<string, Rect>();
    if (kind !== "group") for (const node of scene.nodes.values()) boxes.set(node.id, node.box);
    if (kind !== "node") for (const group of scene.groups) boxes.set(group.id, group.box);
    return boxes;
  }

  insertNode(type: string, at: Point, options: InsertOptions = {}): string | undefined {
    const { document, scene, measure } = this.#stage;
    if (!scene.z || this.#stage.isReadOnly) return undefined;
    if (type.startsWith("subflow:") && wouldRecurse(type.slice("subflow:".length), scene.z, document))
      return undefined;
    const record = newNode(type, document.types, scene.z, at.x, at.y, document);
    if (!options.exact && this.#stage.options.snap) {
      const width = Math.max(100, 20 * Math.ceil((measure.width(record.name || type) + 57) / 20));
      const step = snapOffset({ x: at.x - width / 2, y: at.y - 15, w: width, h: 30 });
      record.x = at.x + step.x;
      record.y = at.y + step.y;
    }
    const group = scene.groups
      .filter((item) => contains(item.box, at))
      .sort((a, b) => a.depth - b.depth)
      .at(-1);
    document.transact("Add node", (tx) => {
      tx.add(record);
      if (group) joinGroup(tx, group.id, [record.id]);
      if (options.wire) spliceIntoWire(tx, document, options.wire, record.id);
      const from = options.from;
      if (from?.side === "output") addWire(tx, { source: from.id, port: from.index, target: record.id });
      if (from?.side === "input" && (record.wires?.length ?? 0) > 0) {
        addWire(tx, { source: record.id, port: 0, target: from.id });
      }
    });
    this.#stage.selection.set([record.id]);
    return record.id;
  }

  /** See `Canvas.carrySelection`. The key is that of the transaction that made what is carried. */
  carrySelection(mergeKey = `carry-${++this.#carried}`): void {
    const { selection } = this.#stage;
    if (selection.ids.size === 0) return;
    this.#input.use(new CarryTool(this.#stage, selection.ids, mergeKey, () => this.#input.use(undefined)));
    this.focus();
  }

  zoomTo(zoom: number): void {
    const { camera, size } = this.#stage;
    this.#stage.camera = zoomAt(camera, zoom, { x: size.w / 2, y: size.h / 2 });
  }

  zoomStep(direction: 1 | -1): void {
    this.zoomTo(zoomStop(this.#stage.camera.zoom, direction));
  }

  fit(ids?: Iterable<string>): void {
    const { scene, size } = this.#stage;
    const boxes = ids ? [...ids].map((id) => scene.boxOf(id)).filter((box) => box !== undefined) : undefined;
    const all = boxes ? union(boxes) : scene.bounds();
    this.#stage.camera = all ? fit(all, size) : { x: 0, y: 0, zoom: 1 };
  }

  reveal(ids: Iterable<string>): void {
    const { scene, camera, size } = this.#stage;
    const box = union([...ids].map((id) => scene.boxOf(id)).filter((item) => item !== undefined));
    if (box) this.#stage.camera = reveal(camera, box, size);
  }

  panBy(dx: number, dy: number): void {
    this.#stage.panBy(dx, dy);
  }

  beginPaletteDrag(type: string, event: PointerEvent): void {
    if (!this.flow || this.#stage.isReadOnly || event.button !== 0) return;
    this.#input.cancelTool();
    new PaletteDrag(this.#stage, type, event, (dropped, at, options) => {
      this.insertNode(dropped, at, options);
      this.focus();
    });
  }

  setTheme(): void {
    this.#stage.setTheme();
  }

  focus(): void {
    this.#stage.host.focus({ preventScroll: true });
  }

  destroy(): void {
    this.#unsubscribe();
    this.#resize.disconnect();
    this.#stop.abort();
    this.#input.destroy();
    this.#minimap.destroy();
    this.#stage.destroy();
    clearTimeout(this.#flash);
    this.#stage.host.replaceChildren();
  }

  #firstView(): Camera {
    const { scene, size } = this.#stage;
    const bounds = scene.bounds();
    if (!bounds) return { x: 0, y: 0, zoom: 1 };
    // The top left of the flow, with some air; the sheet's own corner when the flow begins near it.
    const start = (least: number) => (least < 0 || least > 400 ? least - 60 : 0);
    const camera = { x: start(bounds.x), y: start(bounds.y), zoom: 1 };
    return size.w <= 1 ? { ...camera, x: bounds.x - 60, y: bounds.y - 60 } : camera;
  }

  #measure(): void {
    const { clientWidth, clientHeight } = this.#stage.host;
    this.#stage.size = { w: Math.max(1, clientWidth), h: Math.max(1, clientHeight) };
    this.#input.forgetBounds();
    this.#stage.redraw();
  }

  /** The document has changed. */
  #follow(event: ChangeEvent): void {
    const { scene, selection, document } = this.#stage;
    if (event.origin === "deploy") scene.refreshChanged();
    else {
      if (event.origin === "load") this.#input.cancelTool();
      scene.rebuild(event.origin === "load" || event.changes.some((change) => reachesFar(change, scene.z)));
      selection.keep(
        (id) => scene.boxOf(id) !== undefined,
        (key) => scene.wires.has(key),
      );
    }
    for (const { id, after } of event.changes)
      if (!after && !document.has(id)) this.#stage.statuses.delete(id);
    this.#stage.touch();
  }

  #announce(ids: readonly string[]): void {
    const { host, scene, nodesLayer } = this.#stage;
    const last = ids.at(-1);
    const name =
      last === undefined ? "" : (scene.nodes.get(last)?.name ?? `group ${scene.group(last)?.name ?? ""}`);
    this.#live.textContent =
      ids.length === 0 ? "" : ids.length === 1 ? `${name} selected` : `${ids.length} selected`;
    // The element may come only with the next frame.
    requestAnimationFrame(() => {
      const element = last === undefined ? undefined : nodesLayer.viewOf(last);
      if (element) host.setAttribute("aria-activedescendant", element.id);
      else host.removeAttribute("aria-activedescendant");
    });
  }

  #acceptDrops(host: HTMLElement): void {
    const { signal } = this.#stop;
    const place = (event: DragEvent) => {
      const bounds = host.getBoundingClientRect();
      return this.#stage.place({ x: event.clientX - bounds.left, y: event.clientY - bounds.top });
    };
    host.addEventListener(
      "dragover",
      (event) => {
        const types = event.dataTransfer?.types ?? [];
        if (types.includes(NODE_MIME) || types.includes("Files") || types.includes("text/plain"))
          event.preventDefault();
      },
      { signal },
    );
    host.addEventListener(
      "drop",
      (event) => {
        event.preventDefault();
        const at = place(event);
        const type = event.dataTransfer?.getData(NODE_MIME);
        if (type) {
          this.insertNode(type, at);
          return;
        }
        const file = event.dataTransfer?.files[0];
        const text = event.dataTransfer?.getData("text/plain");
        if (file) file.text().then((content) => this.#stage.callbacks.onDropText?.(content, at));
        else if (text) this.#stage.callbacks.onDropText?.(text, at);
      },
      { signal },
    );
  }
}

/** Whether a change may alter the looks of nodes other than its own: definitions of subflows and config nodes do. */
function reachesFar(change: ChangeEvent["changes"][number], z: string): boolean {
  const record = change.after ?? change.before;
  if (!record) return false;
  return record.type === "subflow" ? record.id !== z : record.x === undefined;
}
