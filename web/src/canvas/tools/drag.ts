/**
 * Dragging nodes and groups: on the grid (shift turns that round), into a wire, into a group; with alt, out of their
 * groups. A press without a drag selects: ctrl adds and takes away, shift selects along the wires.
 */
import { reachable } from "../../document";
import { distance, type Point, type Rect } from "../kernels";
import type { Stage } from "../stage";
import { Moving, movingIds } from "./moving";
import { DRAG_THRESHOLD, type PointerInput, type Tool } from "./tool";

/** At an end of a node so wide, shift selects only what is on that side of it. */
const END = 25;

/** What shift selects with a node: all that leads to it at its left end, what follows at its right, both between. */
function reachAt(box: Rect, at: Point): "upstream" | "downstream" | "both" {
  const end = box.w > 30 ? END : 8;
  return at.x < box.x + end ? "upstream" : at.x > box.x + box.w - end ? "downstream" : "both";
}

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
    const node = stage.scene.nodes.get(id);
    if (start.shift && node) {
      const found = reachable([id], reachAt(node.box, start.sheet), stage.scene.z, stage.document);
      const ids = [...found].filter((other) => stage.scene.nodes.has(other));
      if (start.ctrl) selection.add(ids);
      else selection.set(ids);
    } else if (start.shift || start.ctrl) {
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
    if (this.#start.shift && this.#stage.scene.nodes.has(this.#id)) return;
    if (isAdding && this.#wasSelected) selection.toggle(this.#id);
    else if (!isAdding) selection.set([this.#id]);
  }

  cancel(): void {
    this.#moving?.cancel();
  }
}
