/**
 * The flow canvas: shows one flow of a document and lets it be edited. Framework-free; the editor makes one on an
 * element and talks to it through types.ts. The parts: scene/ (what is there), layers/ (drawing), tools/ (gestures),
 * kernels/ (the mathematics).
 */
import "./canvas.css";
import {
  type ChangeEvent,
  type FlowDocument,
  type NodeTypes,
  subflowEnd,
  type Wire,
  wireKey,
} from "../document";
import { Announcer } from "./announcer";
import { acceptDrops } from "./drops";
import { CanvasInput } from "./input";
import { insertNode } from "./insert";
import {
  type Camera,
  center,
  centerOn,
  encloses,
  fit,
  type Point,
  type Rect,
  reveal,
  union,
  zoomAt,
  zoomStop,
} from "./kernels";
import { Minimap } from "./layers/minimap";
import { PortTip } from "./port-tip";
import { keepEdges } from "./scene/scene-node";
import { followScreen } from "./screen";
import { changeText, selectionText } from "./spoken";
import { Stage } from "./stage";
import { CarryTool } from "./tools/carry";
import { KeyboardWireTool } from "./tools/keyboard-wire";
import { PaletteDrag } from "./tools/palette-drag";
import type {
  Canvas,
  CanvasCallbacks,
  CanvasOptions,
  Drawing,
  InsertOptions,
  NodeStatus,
  Place,
  Viewport,
} from "./types";

export { NODE_MIME } from "./drops";
export type * from "./types";

/** How a flow was looked at when another was shown. */
interface Memory {
  camera: Camera;
  ids: string[];
}

const FLASH = 1600;

export class CanvasEngine implements Canvas {
  readonly #stage: Stage;
  readonly #input: CanvasInput;
  readonly #minimap: Minimap;
  readonly #announcer = new Announcer();
  readonly #tip: PortTip;
  readonly #memory = new Map<string, Memory>();
  readonly #stop = new AbortController();
  readonly #resize: ResizeObserver;
  readonly #unsubscribe: () => void;
  readonly #drawings = new Set<Drawing>();
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
        this.#announceSelection(ids);
        callbacks.onSelectionChange?.(ids);
      },
      onHover: (target, place) => {
        for (const drawing of this.#drawings) drawing.hover?.(target, place);
        callbacks.onHover?.(target, place);
      },
    });
    this.#input = new CanvasInput(this.#stage);
    this.#minimap = new Minimap(this.#stage);
    this.#stage.say = (text) => this.#announcer.say(text);
    host.append(this.#minimap.element);
    // Beside the list, which may hold nothing but its options.
    host.after(this.#announcer.element);
    this.#tip = new PortTip(this.#stage);
    host.append(this.#tip.element);
    this.#stage.onFrame = () => {
      this.#minimap.refresh();
      this.#tip.refresh();
      if (this.#drawings.size > 0) {
        const sheet = this.#stage.sheet();
        for (const drawing of this.#drawings) drawing.draw(sheet);
      }
    };
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
    followScreen(this.#stop.signal, () => this.setTheme());
    acceptDrops(this.#stage, this.#stop.signal, (type, at) => this.insertNode(type, at));
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

  get bounds(): DOMRect {
    return this.#stage.host.getBoundingClientRect();
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
    stage.camera = memory?.camera ?? stage.callbacks.viewOf?.(z) ?? this.#firstView();
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
    stage.callbacks.onLeave?.();
    if (z !== this.flow) {
      this.showFlow(z);
      stage.callbacks.onFlowChange?.(z);
    }
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
    return insertNode(this.#stage, type, at, options);
  }

  /** See `Canvas.carrySelection`. The key is that of the transaction that made what is carried. */
  carrySelection(mergeKey = `carry-${++this.#carried}`): void {
    const { selection } = this.#stage;
    if (selection.ids.size === 0) return;
    this.#input.use(new CarryTool(this.#stage, selection.ids, mergeKey, () => this.#input.use(undefined)));
    this.focus();
  }

  beginKeyboardWire(id: string, side: "input" | "output", index: number): boolean {
    if (this.#stage.isReadOnly) return false;
    this.#input.cancelTool();
    const tool = KeyboardWireTool.start(this.#stage, { id, side, index }, () => this.#input.use(undefined));
    if (tool) this.#input.use(tool);
    this.focus();
    return tool !== undefined;
  }

  announce(text: string): void {
    this.#stage.say(text);
  }

  cancelGesture(): boolean {
    return this.#input.cancelTool();
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

  lookAt({ x, y, zoom }: Camera): void {
    this.#stage.camera = { x, y, zoom };
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

  addDrawing(drawing: Drawing): () => void {
    const { host, overlayLayer } = this.#stage;
    host.insertBefore(drawing.element, overlayLayer.element);
    this.#drawings.add(drawing);
    this.#stage.redraw();
    return () => {
      this.#drawings.delete(drawing);
      drawing.element.remove();
    };
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
    this.#announcer.destroy();
    this.#tip.destroy();
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
    this.#stage.say(changeText(event));
    for (const { id, after } of event.changes)
      if (!after && !document.has(id)) this.#stage.statuses.delete(id);
    this.#stage.touch();
  }

  #announceSelection(ids: readonly string[]): void {
    const { host, nodesLayer } = this.#stage;
    this.#stage.say(selectionText(this.#stage));
    const last = ids.at(-1);
    // The element may come only with the next frame.
    requestAnimationFrame(() => {
      const element = last === undefined ? undefined : nodesLayer.viewOf(last);
      if (element) host.setAttribute("aria-activedescendant", element.id);
      else host.removeAttribute("aria-activedescendant");
    });
  }
}

/** Whether a change may alter the looks of nodes other than its own: definitions of subflows and config nodes do. */
function reachesFar(change: ChangeEvent["changes"][number], z: string): boolean {
  const record = change.after ?? change.before;
  if (!record) return false;
  return record.type === "subflow" ? record.id !== z : record.x === undefined;
}
