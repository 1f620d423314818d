/** Moving the view: space and drag, the middle button, or one finger on the sheet. */
import type { Camera, Point } from "../kernels";
import { panBy } from "../kernels";
import type { Stage } from "../stage";
import type { PointerInput, Tool } from "./tool";

export class PanTool implements Tool {
  readonly cursor = "grabbing";
  readonly #stage: Stage;
  readonly #start: Point;
  readonly #camera: Camera;

  constructor(stage: Stage, start: PointerInput) {
    this.#stage = stage;
    this.#start = start.view;
    this.#camera = stage.camera;
  }

  move(input: PointerInput): void {
    this.#stage.camera = panBy(this.#camera, input.view.x - this.#start.x, input.view.y - this.#start.y);
  }

  up(): undefined {}

  cancel(): void {
    this.#stage.camera = this.#camera;
  }
}
