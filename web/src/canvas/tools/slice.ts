/** A line drawn across wires: with alt they are cut, with the right button they are led through a junction. */
import { insertJunction, removeWire } from "../../document";
import { crosses, distance, type Point, rectOf, snapPoint } from "../kernels";
import type { SceneWire } from "../scene/scene";
import type { Stage } from "../stage";
import { DRAG_THRESHOLD, type PointerInput, type Tool } from "./tool";

export class SliceTool implements Tool {
  readonly cursor = "crosshair";
  readonly #stage: Stage;
  readonly #mode: "cut" | "junction";
  readonly #points: Point[];
  readonly #start: PointerInput;

  constructor(stage: Stage, mode: "cut" | "junction", start: PointerInput) {
    this.#stage = stage;
    this.#mode = mode;
    this.#start = start;
    this.#points = [start.sheet];
  }

  /** Whether the pointer has gone far enough to mean a line. */
  hasMoved = false;

  move(input: PointerInput): void {
    if (distance(input.view, this.#start.view) > DRAG_THRESHOLD) this.hasMoved = true;
    const last = this.#points.at(-1);
    if (last && distance(last, input.sheet) > 4) this.#points.push(input.sheet);
    if (this.hasMoved) this.#stage.show({ slice: [...this.#points] });
  }

  up(): undefined {
    const { document, scene } = this.#stage;
    this.#stage.show();
    const cut = this.hasMoved ? this.#crossed() : [];
    if (cut.length === 0) return;
    if (this.#mode === "cut") {
      document.transact("Cut wires", (tx) => {
        for (const { wire } of cut) removeWire(tx, wire);
      });
      return;
    }
    document.transact("Add junctions", (tx) => {
      for (const wires of bundles(cut)) {
        const at = snapPoint(this.#crossing(wires), this.#stage.options.gridSize);
        insertJunction(
          tx,
          document,
          scene.z,
          wires.map((item) => item.wire),
          at.x,
          at.y,
        );
      }
    });
  }

  cancel(): void {
    this.#stage.show();
  }

  #crossed(): SceneWire[] {
    const { scene } = this.#stage;
    const found = new Set<SceneWire>();
    this.#segments((a, b) => {
      for (const key of scene.wireIndex.query(rectOf(a, b))) {
        const wire = scene.wires.get(key);
        if (wire && crosses(wire.curve, a, b)) found.add(wire);
      }
    });
    return [...found];
  }

  /** Where the line meets a bundle of wires, on average. */
  #crossing(wires: readonly SceneWire[]): Point {
    const met: Point[] = [];
    this.#segments((a, b) => {
      for (const wire of wires)
        if (crosses(wire.curve, a, b)) met.push({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    });
    const sum = met.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), {
      x: 0,
      y: 0,
    });
    return met.length === 0 ? this.#start.sheet : { x: sum.x / met.length, y: sum.y / met.length };
  }

  #segments(visit: (a: Point, b: Point) => void): void {
    for (let index = 1; index < this.#points.length; index++)
      visit(this.#points[index - 1]!, this.#points[index]!);
  }
}

/** Wires that can share a junction: those from one output; what is left, those to one node. */
function bundles(wires: readonly SceneWire[]): SceneWire[][] {
  const bySource = groupBy(wires, ({ wire }) => `${wire.source} ${wire.port}`);
  const shared = bySource.filter((list) => list.length > 1);
  const rest = bySource.filter((list) => list.length === 1).flat();
  return [...shared, ...groupBy(rest, ({ wire }) => wire.target)];
}

function groupBy(wires: readonly SceneWire[], keyOf: (wire: SceneWire) => string): SceneWire[][] {
  const groups = new Map<string, SceneWire[]>();
  for (const wire of wires) {
    const key = keyOf(wire);
    groups.set(key, [...(groups.get(key) ?? []), wire]);
  }
  return [...groups.values()];
}
