/** Events of mouse, pen, fingers and wheel, turned into tools. Keys other than space and Escape are the commands' (commands/). */
import { wireKey } from "../document";
import { clamp, distance, type Point, zoomAt } from "./kernels";
import type { Stage } from "./stage";
import { ButtonTool } from "./tools/button";
import { DragTool } from "./tools/drag";
import { LassoTool } from "./tools/lasso";
import { LinkTool } from "./tools/link";
import { PanTool } from "./tools/pan";
import { SliceTool } from "./tools/slice";
import { DRAG_THRESHOLD, type PointerInput, type Tool } from "./tools/tool";
import { WireTool } from "./tools/wire";
import type { Target } from "./types";

const LONG_PRESS = 500;
const RIM = 28;
const CURSORS: Readonly<Record<Target["kind"], string>> = {
  sheet: "default",
  node: "default",
  group: "default",
  wire: "pointer",
  port: "crosshair",
  link: "crosshair",
  button: "pointer",
  docs: "help",
};

/** A point put down by key, when no pointer has been there. */
const KEYBOARD: PointerInput = {
  view: { x: 0, y: 0 },
  sheet: { x: 0, y: 0 },
  ctrl: false,
  shift: false,
  alt: false,
  isTouch: false,
};

export class CanvasInput {
  readonly #stage: Stage;
  readonly #stop = new AbortController();
  readonly #fingers = new Map<number, Point>();
  #tool: Tool | undefined;
  #pinch: { distance: number; middle: Point } | undefined;
  #isSpaceDown = false;
  #longPress: ReturnType<typeof setTimeout> | undefined;
  #last: PointerInput | undefined;
  #rimFrame = 0;
  /** The right button was used for a gesture: no menu after it. */
  #isMenuSpent = false;
  #bounds: DOMRect | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { host } = stage;
    const { signal } = this.#stop;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
      options: AddEventListenerOptions = {},
    ) => host.addEventListener(type, listener, { ...options, signal });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#cancel(event));
    on("pointerenter", () => {
      this.#bounds = undefined;
    });
    on("pointerleave", () => {
      if (this.#tool) return;
      stage.pointer = undefined;
      stage.setHover({ kind: "sheet" });
    });
    on("wheel", (event) => this.#wheel(event), { passive: false });
    on("dblclick", (event) => this.#doubleClick(event));
    on("contextmenu", (event) => this.#contextMenu(event));
    on("keydown", (event) => this.#keyDown(event));
    on("keyup", (event) => {
      if (event.key === " ") this.#setSpace(false);
    });
    on("blur", () => this.#setSpace(false));
    window.addEventListener("resize", () => this.forgetBounds(), { signal });
    window.addEventListener("scroll", () => this.forgetBounds(), { signal, capture: true });
  }

  /** Hand the pointer to a tool that no button began. */
  use(tool: Tool | undefined): void {
    this.#tool = tool;
    this.#setCursor();
    if (tool && this.#last) tool.move(this.#at(this.#last.view, this.#last));
  }

  get isBusy(): boolean {
    return this.#tool !== undefined;
  }

  cancelTool(): boolean {
    if (!this.#tool) return false;
    this.#tool.cancel();
    this.#end();
    return true;
  }

  forgetBounds(): void {
    this.#bounds = undefined;
  }

  destroy(): void {
    this.#stop.abort();
    cancelAnimationFrame(this.#rimFrame);
    clearTimeout(this.#longPress);
  }

  readonly #end = (): void => {
    this.#tool = undefined;
    cancelAnimationFrame(this.#rimFrame);
    this.#rimFrame = 0;
    this.#setCursor();
  };

  #viewOf(event: MouseEvent): Point {
    this.#bounds ??= this.#stage.host.getBoundingClientRect();
    return { x: event.clientX - this.#bounds.left, y: event.clientY - this.#bounds.top };
  }

  #inputOf(event: PointerEvent | MouseEvent): PointerInput {
    const view = this.#viewOf(event);
    return {
      view,
      sheet: this.#stage.toSheet(view),
      ctrl: event.ctrlKey || event.metaKey,
      shift: event.shiftKey,
      alt: event.altKey,
      isTouch: "pointerType" in event && event.pointerType === "touch",
    };
  }

  #at(view: Point, input: PointerInput): PointerInput {
    return { ...input, view, sheet: this.#stage.toSheet(view) };
  }

  #down(event: PointerEvent): void {
    const stage = this.#stage;
    this.#bounds = undefined;
    // The ring around the canvas is for those who come by keyboard.
    stage.host.dataset.pointer = "";
    stage.host.focus({ preventScroll: true });
    const input = this.#inputOf(event);
    stage.pointer = input.view;
    this.#last = input;
    capture(stage.host, event.pointerId);
    if (input.isTouch && this.#fingerDown(event, input)) return;
    if (this.#tool) {
      this.#tool.down?.(input);
      return;
    }
    this.#isMenuSpent = false;
    const target = stage.hit(input.view, input.isTouch);
    this.#tool = this.#toolFor(event, input, target);
    if (input.isTouch) this.#waitForLongPress(input, target);
    this.#setCursor();
  }

  #toolFor(event: PointerEvent, input: PointerInput, target: Target): Tool | undefined {
    const stage = this.#stage;
    if (event.button === 1 || (event.button === 0 && this.#isSpaceDown)) return new PanTool(stage, input);
    if (event.button === 2) {
      return target.kind === "sheet" && !stage.isReadOnly
        ? new SliceTool(stage, "junction", input)
        : undefined;
    }
    if (event.button !== 0) return undefined;
    switch (target.kind) {
      case "port":
        if (stage.isReadOnly) return undefined;
        return new WireTool(stage, target, input, this.#end);
      case "link":
        return stage.isReadOnly ? undefined : new LinkTool(stage, target.id, input);
      case "docs":
        stage.callbacks.onDocs?.(target.id, stage.place(input.view));
        return undefined;
      case "button":
        return new ButtonTool(stage, target.id);
      case "node":
      case "group":
        return new DragTool(stage, target.id, input);
      case "wire":
        return this.#pressWire(target, input);
      default:
        return this.#pressSheet(input);
    }
  }

  #pressWire(target: Target & { kind: "wire" }, input: PointerInput): undefined {
    const { selection, callbacks, isReadOnly } = this.#stage;
    const key = wireKey(target.wire);
    if (input.ctrl && !isReadOnly) {
      callbacks.onQuickAdd?.({ ...this.#stage.place(input.view), wire: target.wire });
    } else if (input.shift) selection.toggleWire(key);
    else selection.set([], [key]);
  }

  #pressSheet(input: PointerInput): Tool | undefined {
    const stage = this.#stage;
    if (input.isTouch) return new PanTool(stage, input);
    if (input.alt && !stage.isReadOnly) return new SliceTool(stage, input.shift ? "junction" : "cut", input);
    if (input.ctrl && !stage.isReadOnly && stage.callbacks.onQuickAdd) {
      stage.callbacks.onQuickAdd(stage.place(input.view));
      return undefined;
    }
    if (!input.shift) stage.selection.clear();
    return new LassoTool(stage, input);
  }

  #move(event: PointerEvent): void {
    const stage = this.#stage;
    const input = this.#inputOf(event);
    stage.pointer = input.view;
    if (this.#last && distance(this.#last.view, input.view) > DRAG_THRESHOLD) clearTimeout(this.#longPress);
    this.#last = input;
    if (input.isTouch && this.#fingers.has(event.pointerId)) {
      this.#fingers.set(event.pointerId, input.view);
      if (this.#pinch) {
        this.#pinchMove();
        return;
      }
    }
    if (!this.#tool) {
      stage.setHover(stage.hit(input.view, input.isTouch));
      this.#setCursor();
      return;
    }
    this.#tool.move(input);
    if (this.#tool.scrollsAtRim) this.#scrollAtRim();
  }

  #up(event: PointerEvent): void {
    clearTimeout(this.#longPress);
    const input = this.#inputOf(event);
    if (this.#fingers.delete(event.pointerId) && this.#pinch) {
      if (this.#fingers.size < 2) this.#pinch = undefined;
      return;
    }
    const tool = this.#tool;
    if (!tool) return;
    if (tool instanceof SliceTool && event.button === 2) {
      if (!tool.hasMoved) this.#openMenu(input.view);
      this.#isMenuSpent = true;
    }
    if (!tool.up(input) && this.#tool === tool) this.#end();
    this.#stage.setHover(this.#stage.hit(input.view, input.isTouch));
    this.#setCursor();
  }

  #cancel(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    this.cancelTool();
  }

  /** A second finger ends what the first began: both together zoom and move the view. */
  #fingerDown(event: PointerEvent, input: PointerInput): boolean {
    this.#fingers.set(event.pointerId, input.view);
    if (this.#fingers.size < 2) return false;
    clearTimeout(this.#longPress);
    this.cancelTool();
    this.#pinch = this.#measurePinch();
    return true;
  }

  #measurePinch(): { distance: number; middle: Point } {
    const [a, b] = [...this.#fingers.values()] as [Point, Point];
    return { distance: Math.max(distance(a, b), 1), middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  }

  #pinchMove(): void {
    const stage = this.#stage;
    const before = this.#pinch!;
    const now = this.#measurePinch();
    stage.panBy(now.middle.x - before.middle.x, now.middle.y - before.middle.y);
    stage.camera = zoomAt(stage.camera, (stage.camera.zoom * now.distance) / before.distance, now.middle);
    this.#pinch = now;
  }

  #waitForLongPress(input: PointerInput, target: Target): void {
    clearTimeout(this.#longPress);
    this.#longPress = setTimeout(() => {
      this.cancelTool();
      this.#selectTarget(target);
      this.#stage.callbacks.onContextMenu?.(this.#stage.place(input.view), target);
    }, LONG_PRESS);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const stage = this.#stage;
    const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? stage.size.h : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    if (event.ctrlKey || event.metaKey) {
      // A pinch on a touchpad comes as many small steps, a notch of a wheel as one large one.
      const step = Math.abs(dy) < 40 ? dy / 100 : clamp(dy, -60, 60) / 250;
      stage.camera = zoomAt(stage.camera, stage.camera.zoom * 2 ** -step, this.#viewOf(event));
    } else if (event.shiftKey && dx === 0) stage.panBy(-dy, 0);
    else stage.panBy(-dx, -dy);
    if (this.#tool && this.#last) this.#tool.move(this.#at(this.#last.view, this.#last));
  }

  #doubleClick(event: MouseEvent): void {
    const target = this.#stage.hit(this.#viewOf(event));
    if (target.kind !== "node" && target.kind !== "group") return;
    if (this.#stage.scene.nodes.get(target.id)?.kind === "junction") return;
    this.#stage.callbacks.onEdit?.(target.id);
  }

  /** Some systems ask for the menu when the right button goes down, some when it comes up: a gesture decides first. */
  #contextMenu(event: MouseEvent): void {
    event.preventDefault();
    if (this.#tool instanceof SliceTool || this.#isMenuSpent) return;
    if (this.#tool) this.cancelTool();
    this.#openMenu(this.#viewOf(event));
  }

  #openMenu(view: Point): void {
    const target = this.#stage.hit(view);
    this.#selectTarget(target);
    this.#stage.callbacks.onContextMenu?.(this.#stage.place(view), target);
  }

  /** A menu is for what it was opened on: that is selected, unless it is part of the selection. */
  #selectTarget(target: Target): void {
    const { selection } = this.#stage;
    if ((target.kind === "node" || target.kind === "group") && !selection.ids.has(target.id))
      selection.set([target.id]);
    if (target.kind === "wire" && !selection.wires.has(wireKey(target.wire)))
      selection.set([], [wireKey(target.wire)]);
  }

  #keyDown(event: KeyboardEvent): void {
    delete this.#stage.host.dataset.pointer;
    if (this.#tool?.key?.(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter" && this.#tool?.down) {
      event.preventDefault();
      event.stopPropagation();
      const { size } = this.#stage;
      const view = this.#last?.view ?? { x: size.w / 2, y: size.h / 2 };
      this.#tool.down(this.#at(view, this.#last ?? KEYBOARD));
    } else if (
      event.key === " " &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      event.target === this.#stage.host
    ) {
      event.preventDefault();
      this.#setSpace(true);
    } else if (event.key === "Escape" && this.cancelTool()) {
      event.stopPropagation();
    }
  }

  #setSpace(isDown: boolean): void {
    this.#isSpaceDown = isDown;
    this.#setCursor();
  }

  #setCursor(): void {
    const cursor = this.#tool?.cursor ?? (this.#isSpaceDown ? "grab" : CURSORS[this.#stage.hover.kind]);
    if (this.#stage.host.dataset.cursor !== cursor) this.#stage.host.dataset.cursor = cursor;
  }

  /** While the pointer rests near the rim during a gesture, the sheet goes on scrolling. */
  #scrollAtRim(): void {
    if (this.#rimFrame !== 0) return;
    const step = () => {
      this.#rimFrame = 0;
      const { size } = this.#stage;
      const view = this.#last?.view;
      if (!this.#tool?.scrollsAtRim || !view || !this.#last) return;
      const dx = push(view.x, size.w);
      const dy = push(view.y, size.h);
      if (dx === 0 && dy === 0) return;
      this.#stage.panBy(dx, dy);
      this.#tool.move(this.#at(view, this.#last));
      this.#rimFrame = requestAnimationFrame(step);
    };
    this.#rimFrame = requestAnimationFrame(step);
  }
}

const push = (at: number, size: number): number =>
  at < RIM ? clamp((RIM - at) / 2, 1, 16) : at > size - RIM ? -clamp((at - size + RIM) / 2, 1, 16) : 0;

function capture(element: Element, pointerId: number): void {
  try {
    element.setPointerCapture(pointerId);
  } catch {
    // The pointer is gone already, or was made by a script.
  }
}
