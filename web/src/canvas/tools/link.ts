/** Joining link nodes: drag from the round grip of a link out to a link in, or the other way; once more parts them. */
import { addLink, canLink, idList, removeLink } from "../../document";
import { contains, distance, grow, type Point } from "../kernels";
import { gripOf, type SceneNode } from "../scene/scene-node";
import type { Stage } from "../stage";
import type { PointerInput, Tool } from "./tool";

/** Let go so far, in pixels, from where it began, the wire wants a new link node. */
const AWAY = 60;

export class LinkTool implements Tool {
  readonly cursor = "crosshair";
  readonly scrollsAtRim = true;
  readonly #stage: Stage;
  readonly #start: PointerInput;
  readonly #id: string;

  constructor(stage: Stage, id: string, start: PointerInput) {
    this.#stage = stage;
    this.#start = start;
    this.#id = id;
    stage.selection.set([id]);
  }

  move(input: PointerInput): void {
    const node = this.#stage.scene.nodes.get(this.#id);
    if (!node) return;
    const target = this.#targetAt(input.sheet);
    const isOut = node.type === "link out";
    const near = gripOf(node, isOut ? "output" : "input", 0);
    const far = target ? gripOf(target, isOut ? "input" : "output", 0) : input.sheet;
    this.#stage.highlight = target?.id;
    this.#stage.show({ drafts: [isOut ? { from: near, to: far } : { from: far, to: near }] });
    this.#stage.touch();
  }

  up(input: PointerInput): undefined {
    const target = this.#targetAt(input.sheet);
    this.cancel();
    if (!target) {
      const isAway = distance(input.view, this.#start.view) > AWAY;
      if (isAway) this.#stage.callbacks.onQuickAdd?.({ ...this.#stage.place(input.view), link: this.#id });
      return;
    }
    const node = this.#stage.document.get(this.#id);
    const [out, into] = node?.type === "link out" ? [this.#id, target.id] : [target.id, this.#id];
    const isJoined = idList(this.#stage.document.get(out)?.links).includes(into);
    this.#stage.document.transact(isJoined ? "Part links" : "Join links", (tx) =>
      isJoined ? removeLink(tx, out, into) : addLink(tx, out, into),
    );
  }

  cancel(): void {
    this.#stage.highlight = undefined;
    this.#stage.show();
    this.#stage.touch();
  }

  #targetAt(point: Point): SceneNode | undefined {
    const { scene, document } = this.#stage;
    const start = document.get(this.#id);
    for (const id of scene.nodeIndex.query({ x: point.x, y: point.y, w: 0, h: 0 })) {
      const node = scene.nodes.get(id);
      if (!node || !contains(grow(node.box, 12), point)) continue;
      if (canLink(start, node.record) || canLink(node.record, start)) return node;
    }
    return undefined;
  }
}
