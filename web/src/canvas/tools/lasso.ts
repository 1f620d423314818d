/** Selecting what lies in a rectangle; with shift, beside what is selected already. */
import { caughtBy, type LassoItem, type Point, rectOf } from "../kernels";
import type { Stage } from "../stage";
import type { PointerInput, Tool } from "./tool";

export class LassoTool implements Tool {
  readonly cursor = "crosshair";
  readonly scrollsAtRim = true;
  readonly #stage: Stage;
  readonly #start: Point;
  readonly #before: readonly string[];

  constructor(stage: Stage, start: PointerInput) {
    this.#stage = stage;
    this.#start = start.sheet;
    this.#before = start.shift || start.ctrl ? [...stage.selection.ids] : [];
  }

  move(input: PointerInput): void {
    const lasso = rectOf(this.#start, input.sheet);
    this.#stage.show({ lasso });
    const { scene } = this.#stage;
    const items: LassoItem[] = [];
    for (const id of scene.nodeIndex.query(lasso)) {
      const node = scene.nodes.get(id);
      if (node) items.push({ id, box: node.box, isGroup: false });
    }
    for (const group of scene.groups) items.push({ id: group.id, box: group.box, isGroup: true });
    this.#stage.selection.set([...this.#before, ...caughtBy(lasso, items)]);
  }

  up(): undefined {
    this.#stage.show();
  }

  cancel(): void {
    this.#stage.show();
    this.#stage.selection.set(this.#before);
  }
}
