/** Pressing the button of a node: an inject button tells the owner, a toggle changes its property first. */
import type { Stage } from "../stage";
import type { PointerInput, Tool } from "./tool";

export class ButtonTool implements Tool {
  readonly cursor = "pointer";
  readonly #stage: Stage;
  readonly #id: string;

  constructor(stage: Stage, id: string) {
    this.#stage = stage;
    this.#id = id;
  }

  move(): void {}

  up(input: PointerInput): undefined {
    const target = this.#stage.hit(input.view, input.isTouch);
    if (target.kind === "button" && target.id === this.#id) pressButton(this.#stage, this.#id);
  }

  cancel(): void {}
}

/** Press the button of a node, if it has one. */
export function pressButton(stage: Stage, id: string): void {
  const button = stage.scene.nodes.get(id)?.button;
  if (!button) return;
  const { property, on } = button;
  if (property !== undefined) {
    if (stage.isReadOnly) return;
    stage.document.transact(on ? "Switch off" : "Switch on", (tx) => tx.update(id, { [property]: !on }));
  }
  stage.callbacks.onButton?.(id);
}
