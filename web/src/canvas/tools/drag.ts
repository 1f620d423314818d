/**
 * Dragging nodes and groups: on the grid (shift turns that round), into a wire, into a group; with alt, out of their
 * groups. A press without a drag selects.
 */
import type { Point } from "../kernels";
import { distance } from "../kernels";
import type { Stage } from "../stage";
import { Moving, movingIds } from "./moving";
import { DRAG_THRESHOLD, type PointerInput, type Tool } from "./tool";

export class DragTool implements Tool {
  readonly scrollsAtRim = true;
  readonly #stage: Stage;
  readonly #id: string;
  readonly #start: PointerInput;
  readonly #wasSelected: boolean;
  #moving: Moving | undefined;

  constructor(stage: Stage, id: string, start: PointerInput) {
    this.#stage = stage;
    this.#id = id;
    this.#start = start;
    const { selection } = stage;
    this.#wasSelected = selection.ids.has(id);
    if (start.shift || start.ctrl) {
      if (!this.#wasSelected) selection.add([id]);
    } else if (!this.#wasSelected) {
      selection.set([id]);
    }
  }

  get cursor(): string {
    return this.#moving ? "move" : "default";
  }

  move(input: PointerInput): void {
    const stage = this.#stage;
    if (!this.#moving) {
      if (stage.isReadOnly || distance(input.view, this.#start.view) < DRAG_THRESHOLD) return;
      this.#moving = new Moving(stage, movingIds(stage, stage.selection.ids), this.#id);
    }
    const offset: Point = { x: input.sheet.x - this.#start.sheet.x, y: input.sheet.y - this.#start.sheet.y };
    this.#moving.to(offset, stage.options.snap !== input.shift, input.sheet);
  }

  up(): undefined {
    if (this.#moving) {
      this.#moving.commit("Move", { leaveGroups: this.#start.alt });
      return;
    }
    const { selection } = this.#stage;
    const isAdding = this.#start.shift || this.#start.ctrl;
    if (isAdding && this.#wasSelected) selection.toggle(this.#id);
    else if (!isAdding) selection.set([this.#id]);
  }

  cancel(): void {
    this.#moving?.cancel();
  }
}
