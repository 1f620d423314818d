/** What was pasted follows the mouse until a click puts it down; Escape takes it back. */
import { center, type Point, union } from "../kernels";
import type { Stage } from "../stage";
import { Moving, movingIds } from "./moving";
import type { PointerInput, Tool } from "./tool";

export class CarryTool implements Tool {
  readonly cursor = "move";
  readonly scrollsAtRim = false;
  readonly #stage: Stage;
  readonly #moving: Moving;
  readonly #center: Point;
  readonly #mergeKey: string;
  readonly #onEnd: () => void;

  /** `mergeKey` is that of the transaction that brought the nodes in: putting them down is part of that step. */
  constructor(stage: Stage, ids: Iterable<string>, mergeKey: string, onEnd: () => void) {
    this.#stage = stage;
    this.#mergeKey = mergeKey;
    this.#onEnd = onEnd;
    const moving = movingIds(stage, ids);
    const boxes = [...moving].map((id) => stage.scene.boxOf(id)).filter((box) => box !== undefined);
    this.#center = center(union(boxes) ?? { x: 0, y: 0, w: 0, h: 0 });
    this.#moving = new Moving(stage, moving, [...moving][0] ?? "");
  }

  move(input: PointerInput): void {
    const offset = { x: input.sheet.x - this.#center.x, y: input.sheet.y - this.#center.y };
    this.#moving.to(offset, this.#stage.options.snap !== input.shift, input.sheet);
  }

  down(input: PointerInput): void {
    this.move(input);
    this.#moving.commit("Paste", { mergeKey: this.#mergeKey });
    this.#onEnd();
  }

  up(): boolean {
    return true;
  }

  cancel(): void {
    this.#moving.cancel();
    this.#stage.document.undo();
  }
}
