/** A canvas without a screen, for tests of commands: a real scene, and what the commands asked of the view. */

import { type Point, type Rect, snapPoint } from "../../canvas/kernels";
import { Scene } from "../../canvas/scene/scene";
import type { Canvas, CanvasOptions, Place, Viewport } from "../../canvas/types";
import { type FlowDocument, newNode, type Wire, wireKey } from "../../document";

export class PlainCanvas implements Canvas {
  readonly scene: Scene;
  readonly document: FlowDocument;
  selection = new Set<string>();
  selectedWires: readonly Wire[] = [];
  viewport: Viewport = { x: 0, y: 0, zoom: 1, w: 800, h: 600 };
  options: CanvasOptions = {
    snap: true,
    showGrid: true,
    showStatus: true,
    readOnly: false,
    showMinimap: false,
    gridSize: 20,
    showDocs: true,
  };
  bounds = { left: 0, top: 0, width: 800, height: 600 };
  pointer: Point = { x: 400, y: 300 };
  /** What was asked for, in order. */
  readonly calls: string[] = [];

  constructor(document: FlowDocument, z: string) {
    this.document = document;
    this.scene = new Scene(document, (text) => text.length * 7);
    this.scene.show(z);
    document.subscribe(() => {
      this.scene.rebuild();
      this.selection = new Set([...this.selection].filter((id) => this.scene.boxOf(id)));
    });
  }

  get flow(): string {
    return this.scene.z;
  }

  setOptions(options: Partial<CanvasOptions>): void {
    this.options = { ...this.options, ...options };
  }
  showFlow(z: string): void {
    this.scene.show(z);
    this.selection.clear();
  }
  select(ids: Iterable<string>, wires: readonly Wire[] = []): void {
    this.selection = new Set([...ids].filter((id) => this.scene.boxOf(id)));
    this.selectedWires = wires.filter((wire) => this.scene.wires.has(wireKey(wire)));
  }
  boxOf(id: string): Rect | undefined {
    return this.scene.boxOf(id);
  }
  frameOf(id: string): Rect | undefined {
    return this.scene.frameOf(id);
  }
  boxes(kind?: "node" | "group"): Map<string, Rect> {
    const boxes = new Map<string, Rect>();
    if (kind !== "group") for (const node of this.scene.nodes.values()) boxes.set(node.id, node.box);
    if (kind !== "node") for (const group of this.scene.groups) boxes.set(group.id, group.box);
    return boxes;
  }
  insertNode(type: string, at: Point): string {
    const record = newNode(
      type,
      this.document.types,
      this.flow,
      snapPoint(at).x,
      snapPoint(at).y,
      this.document,
    );
    this.document.transact("Add node", (tx) => tx.add(record));
    return record.id;
  }
  placeOfPointer(): Place {
    return { clientX: 0, clientY: 0, ...this.pointer };
  }
  cancelGesture(): boolean {
    return false;
  }

  carrySelection(mergeKey?: string): void {
    this.calls.push(`carry ${mergeKey ? "as one step" : ""}`);
  }
  beginKeyboardWire(id: string, side: "input" | "output", index: number): boolean {
    this.calls.push(`wire from ${side} ${index} of ${id}`);
    return true;
  }
  announce(text: string): void {
    this.calls.push(`say ${text}`);
  }
  zoomTo(zoom: number): void {
    this.calls.push(`zoom ${zoom}`);
  }
  zoomStep(direction: 1 | -1): void {
    this.calls.push(`zoom step ${direction}`);
  }
  fit(): void {
    this.calls.push("fit");
  }
  reveal(ids: Iterable<string>): void {
    this.calls.push(`reveal ${[...ids].join()}`);
  }
  panBy(dx: number, dy: number): void {
    this.calls.push(`pan ${dx} ${dy}`);
  }
  lookAt(): void {}
  setStatus(): void {}
  revealNode(): void {}
  highlight(): void {}
  beginPaletteDrag(): void {}
  addDrawing = () => () => {};
  setTheme(): void {}
  focus(): void {}
  destroy(): void {}
}
