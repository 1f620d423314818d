/**
 * Drawing wires from port to port, either way round; the ends that can take the wire light up. With shift, the wires
 * at a port are taken off and put elsewhere. With ctrl the wire goes on from click to click, and a click on the sheet
 * asks for a new node.
 */
import { addWire, removeWire, type Wire } from "../../document";
import { distance, type Point } from "../kernels";
import { endNear } from "../scene/hit-test";
import type { SceneWire } from "../scene/scene";
import { inputPoint, outputPoint } from "../scene/scene-node";
import type { Stage } from "../stage";
import type { OpenEnd } from "../types";
import { DRAG_THRESHOLD, type PointerInput, type Tool } from "./tool";

type Side = "input" | "output";
const other = (side: Side): Side => (side === "input" ? "output" : "input");

export class WireTool implements Tool {
  readonly cursor = "crosshair";
  readonly scrollsAtRim = true;
  readonly #stage: Stage;
  readonly #start: PointerInput;
  readonly #onEnd: () => void;
  /** The ends that stay where they are; several when wires are moved. */
  #fixed: OpenEnd[];
  /** Wires that are being moved. */
  readonly #moved: readonly SceneWire[];
  readonly #hidden: ReadonlySet<string>;
  #goesOn: boolean;

  constructor(stage: Stage, port: OpenEnd, start: PointerInput, onEnd: () => void) {
    this.#stage = stage;
    this.#start = start;
    this.#onEnd = onEnd;
    // A finger may tap one port and then the other.
    this.#goesOn = start.ctrl || start.isTouch;
    this.#moved = start.shift ? wiresAtPort(stage, port) : [];
    this.#hidden = new Set(this.#moved.map((wire) => wire.key));
    this.#fixed =
      this.#moved.length === 0
        ? [port]
        : this.#moved.map(({ wire }) =>
            port.side === "input"
              ? { id: wire.source, side: "output", index: wire.port }
              : { id: wire.target, side: "input", index: 0 },
          );
    this.#show(start.sheet);
  }

  get #wanted(): Side {
    return other(this.#fixed[0]!.side);
  }

  move(input: PointerInput): void {
    this.#show(input.sheet);
  }

  down(input: PointerInput): void {
    this.#finish(input);
  }

  up(input: PointerInput): boolean | undefined {
    const isClick = distance(input.view, this.#start.view) < DRAG_THRESHOLD;
    if (this.#goesOn && isClick) return true;
    this.#goesOn &&= !isClick;
    this.#finish(input);
    return undefined;
  }

  cancel(): void {
    this.#stage.show();
  }

  #finish(input: PointerInput): void {
    const stage = this.#stage;
    const end = this.#endAt(input.sheet);
    stage.show();
    if (end) {
      this.#connect(end);
      // From click to click: the wire goes on from the node that was reached.
      const node = stage.scene.nodes.get(end.id);
      const wanted = this.#wanted;
      const count = wanted === "input" ? node?.outputs : node?.inputs;
      if (this.#goesOn && input.ctrl && count) {
        this.#fixed = [{ id: end.id, side: other(wanted), index: 0 }];
        this.#show(input.sheet);
        return;
      }
    } else if (this.#moved.length > 0) {
      // Wires that were taken off and let go over nothing are gone, as in Node-RED.
      this.#removeMoved();
    } else if (input.ctrl || this.#goesOn) {
      stage.callbacks.onQuickAdd?.({ ...stage.place(input.view), from: this.#fixed[0] });
    }
    this.#onEnd();
  }

  #connect(end: OpenEnd): void {
    const wires = this.#fixed.map((fixed) => between(fixed, end));
    this.#stage.document.transact("Wire", (tx) => {
      for (const { wire } of this.#moved) removeWire(tx, wire);
      for (const wire of wires) addWire(tx, wire);
    });
  }

  #removeMoved(): void {
    this.#stage.document.transact("Delete wire", (tx) => {
      for (const { wire } of this.#moved) removeWire(tx, wire);
    });
  }

  #endAt(sheet: Point): OpenEnd | undefined {
    const { scene, camera } = this.#stage;
    const found = endNear(scene, sheet, this.#wanted, 20 / Math.min(camera.zoom, 1));
    if (
      !found ||
      this.#fixed.some((fixed) => fixed.id === found.node.id && isSelfLoopStart(fixed, sheet, this.#start))
    ) {
      return undefined;
    }
    return { id: found.node.id, side: this.#wanted, index: found.index };
  }

  #show(sheet: Point): void {
    const { scene } = this.#stage;
    const end = this.#endAt(sheet);
    const node = end ? scene.nodes.get(end.id) : undefined;
    const loose =
      !node || !end ? sheet : end.side === "input" ? inputPoint(node) : outputPoint(node, end.index);
    const drafts = this.#fixed.flatMap((fixed) => {
      const at = scene.nodes.get(fixed.id);
      if (!at) return [];
      return fixed.side === "output"
        ? [{ from: outputPoint(at, fixed.index), to: loose }]
        : [{ from: loose, to: inputPoint(at) }];
    });
    this.#stage.show({
      drafts,
      candidates: this.#wanted,
      hoverEnd: end,
      hiddenWires: this.#hidden,
    });
  }
}

/** A node can be wired to itself, but not by a twitch at its port. */
const isSelfLoopStart = (_fixed: OpenEnd, sheet: Point, start: PointerInput): boolean =>
  distance(sheet, start.sheet) < 40;

function between(a: OpenEnd, b: OpenEnd): Wire {
  const [from, to] = a.side === "output" ? [a, b] : [b, a];
  return { source: from.id, port: from.index, target: to.id };
}

/** The wires at one port; only the selected ones when some of them are. */
function wiresAtPort(stage: Stage, port: OpenEnd): SceneWire[] {
  const wires = stage.scene
    .wiresAt(port.id)
    .filter(({ wire }) =>
      port.side === "input" ? wire.target === port.id : wire.source === port.id && wire.port === port.index,
    );
  const selected = wires.filter((wire) => stage.selection.wires.has(wire.key));
  return selected.length > 0 ? selected : wires;
}
