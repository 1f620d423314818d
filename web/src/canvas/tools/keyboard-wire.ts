/**
 * A wire drawn without a pointer: arrow keys choose the node at its other end, Tab goes on to the next nearest, a digit
 * or Page up and Page down choose the port it begins at, Enter lays it, Escape leaves everything as it was.
 */
import { addWire, type Wire } from "../../document";
import { t } from "../../i18n";
import { type Direction, nearestInDirection, type Rect, wireTargets } from "../kernels";
import { inputPoint, outputPoint } from "../scene/scene-node";
import { nodeName, portName } from "../spoken";
import type { Stage } from "../stage";
import type { OpenEnd } from "../types";
import type { Tool } from "./tool";

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

export class KeyboardWireTool implements Tool {
  readonly cursor = "crosshair";
  readonly #stage: Stage;
  readonly #onEnd: () => void;
  readonly #boxes: ReadonlyMap<string, Rect>;
  readonly #order: readonly string[];
  #from: OpenEnd;
  #target: string;

  /** Undefined when no node on the flow could take the wire. */
  static start(stage: Stage, from: OpenEnd, onEnd: () => void): KeyboardWireTool | undefined {
    const start = stage.scene.nodes.get(from.id);
    if (!start) return undefined;
    const wanted = from.side === "output" ? "inputs" : "outputs";
    const boxes = new Map<string, Rect>();
    for (const node of stage.scene.nodes.values())
      if (node.id !== from.id && node[wanted] > 0) boxes.set(node.id, node.box);
    const point = from.side === "output" ? outputPoint(start, from.index) : inputPoint(start);
    const order = wireTargets(boxes, point, from.side);
    return order.length === 0 ? undefined : new KeyboardWireTool(stage, from, boxes, order, onEnd);
  }

  private constructor(
    stage: Stage,
    from: OpenEnd,
    boxes: ReadonlyMap<string, Rect>,
    order: readonly string[],
    onEnd: () => void,
  ) {
    this.#stage = stage;
    this.#from = from;
    this.#boxes = boxes;
    this.#order = order;
    this.#onEnd = onEnd;
    // One that is not wired to this port yet is more likely meant.
    this.#target = order.find((id) => !stage.scene.wires.has(keyOf(this.#wireTo(id)))) ?? order[0]!;
    this.#show(t("Arrow keys choose the other end, Enter lays the wire."));
  }

  move(): void {}

  up(): boolean {
    return true;
  }

  /** A press of the pointer ends it: the mouse draws wires in its own way. */
  down(): void {
    this.cancel();
    this.#onEnd();
  }

  key(event: KeyboardEvent): boolean {
    const direction = ARROWS[event.key];
    if (direction) this.#go(nearestInDirection(this.#boxes, this.#target, direction));
    else if (event.key === "Tab") this.#step(event.shiftKey ? -1 : 1);
    else if (event.key === "Home") this.#go(this.#order[0]);
    else if (event.key === "PageDown") this.#port(this.#from.index + 1);
    else if (event.key === "PageUp") this.#port(this.#from.index - 1);
    else if (/^[1-9]$/.test(event.key)) this.#port(Number(event.key) - 1);
    else if (event.key === "Enter" || event.key === " ") this.#finish();
    else return false;
    return true;
  }

  cancel(): void {
    this.#stage.show();
    this.#stage.say(t("No wire laid"));
  }

  #finish(): void {
    const stage = this.#stage;
    const wire = this.#wireTo(this.#target);
    stage.show();
    stage.document.transact("Wire", (tx) => addWire(tx, wire));
    stage.selection.set([this.#target]);
    stage.say(
      t("Wire from {source} to {target}", {
        source: nodeName(stage.scene, wire.source),
        target: nodeName(stage.scene, wire.target),
      }),
    );
    this.#onEnd();
  }

  #go(id: string | undefined): void {
    if (id !== undefined) this.#target = id;
    this.#show();
  }

  #step(by: 1 | -1): void {
    const count = this.#order.length;
    this.#go(this.#order[(this.#order.indexOf(this.#target) + by + count) % count]);
  }

  #port(index: number): void {
    const node = this.#stage.scene.nodes.get(this.#from.id);
    const count = (this.#from.side === "output" ? node?.outputs : node?.inputs) ?? 0;
    if (index >= 0 && index < count) this.#from = { ...this.#from, index };
    this.#show();
  }

  #wireTo(id: string): Wire {
    const { side, index } = this.#from;
    return side === "output"
      ? { source: this.#from.id, port: index, target: id }
      : { source: id, port: 0, target: this.#from.id };
  }

  #show(hint = ""): void {
    const stage = this.#stage;
    const { scene } = stage;
    const wire = this.#wireTo(this.#target);
    const source = scene.nodes.get(wire.source);
    const target = scene.nodes.get(wire.target);
    if (!source || !target) return;
    stage.revealBox(this.#boxes.get(this.#target)!);
    stage.show({
      drafts: [{ from: outputPoint(source, wire.port), to: inputPoint(target) }],
      candidates: this.#from.side === "output" ? "input" : "output",
      hoverEnd: { id: this.#target, side: this.#from.side === "output" ? "input" : "output", index: 0 },
    });
    stage.say(
      [
        t("{port} to {target}, {place} of {count}", {
          port: portName(stage, this.#from),
          target: nodeName(scene, this.#target),
          place: this.#order.indexOf(this.#target) + 1,
          count: this.#order.length,
        }),
        scene.wires.has(keyOf(wire)) ? t("wired already") : "",
        hint,
      ]
        .filter(Boolean)
        .join(". "),
    );
  }
}

const keyOf = (wire: Wire): string => `${wire.source}>${wire.port}>${wire.target}`;
