/** Moving nodes about before the document is told: shared by dragging and by carrying what was pasted. */
import {
  canSplice,
  groupsAround,
  joinGroup,
  leaveGroup,
  membersOf,
  moveRecords,
  spliceIntoWire,
  type Transaction,
} from "../../document";
import { center, contains, groupBox, type Point, snapOffset } from "../kernels";
import { wireNear } from "../scene/hit-test";
import { placeOf } from "../scene/scene-node";
import type { Stage } from "../stage";

/** The records that move when the given ones do: members of groups go with them. */
export function movingIds(stage: Stage, ids: Iterable<string>): Set<string> {
  const moving = new Set<string>();
  for (const id of ids) {
    if (!stage.scene.boxOf(id)) continue;
    moving.add(id);
    for (const member of membersOf(id, stage.document)) moving.add(member);
  }
  return moving;
}

export class Moving {
  readonly ids: ReadonlySet<string>;
  readonly #stage: Stage;
  /** The node whose edges snap to the grid. */
  readonly #anchor: string;
  /** A single node that could go into a wire. */
  readonly #spliced: string | undefined;
  #last: Point = { x: 0, y: 0 };

  constructor(stage: Stage, ids: ReadonlySet<string>, anchor: string) {
    this.#stage = stage;
    this.ids = ids;
    this.#anchor = anchor;
    const [only] = ids;
    const isFree = ids.size === 1 && only !== undefined && stage.scene.wiresAt(only).length === 0;
    this.#spliced = isFree && stage.scene.nodes.get(only)?.kind !== "subflow-port" ? only : undefined;
  }

  get hasMoved(): boolean {
    return this.#last.x !== 0 || this.#last.y !== 0;
  }

  /** Move to a distance from the start, on the grid if that is on. */
  to(offset: Point, snap: boolean, pointer: Point): void {
    const home = this.#home;
    if (snap && home) {
      const step = snapOffset(
        { ...home, x: home.x + offset.x, y: home.y + offset.y },
        this.#stage.options.gridSize,
      );
      this.#last = { x: offset.x + step.x, y: offset.y + step.y };
    } else {
      this.#last = { x: Math.round(offset.x), y: Math.round(offset.y) };
    }
    this.#stage.scene.shift(new Map([...this.ids].map((id) => [id, this.#last])));
    this.#stage.show({ dropWire: this.#wireBelow()?.key, dropGroup: this.#groupBelow(pointer) });
  }

  /** Tell the document. */
  commit(label: string, options: { mergeKey?: string; leaveGroups?: boolean } = {}): void {
    const stage = this.#stage;
    const wire = this.#wireBelow()?.wire;
    const group = stage.gesture.dropGroup;
    const positions = this.#positions();
    stage.show();
    stage.document.transact(
      label,
      (tx) => {
        moveRecords(tx, positions);
        if (options.leaveGroups) leaveGroup(tx, this.#outermost());
        if (wire && this.#spliced) spliceIntoWire(tx, stage.document, wire, this.#spliced);
        if (group) joinGroup(tx, group, this.#outermost());
        if (options.leaveGroups || group) this.#fitGroups(tx, positions);
      },
      { mergeKey: options.mergeKey },
    );
    // Nothing may have changed for the document (put back where it was), but the picture has.
    stage.scene.rebuild();
    stage.redraw();
  }

  cancel(): void {
    this.#stage.show();
    this.#stage.scene.rebuild();
    this.#stage.redraw();
  }

  get #home() {
    const node = this.#stage.scene.nodes.get(this.#anchor);
    if (!node) return this.#stage.scene.group(this.#anchor)?.home;
    return { ...node.box, x: node.box.x - this.#last.x, y: node.box.y - this.#last.y };
  }

  /** Where everything is now: nodes by their centre, groups by their corner, stretched groups too. */
  #positions(): Map<string, { x: number; y: number; w?: number; h?: number }> {
    const { scene } = this.#stage;
    const positions = new Map<string, { x: number; y: number; w?: number; h?: number }>();
    for (const id of this.ids) {
      const node = scene.nodes.get(id);
      if (node) positions.set(id, placeOf(node.box));
    }
    for (const group of scene.groups) {
      if (group.box !== group.home || this.ids.has(group.id)) positions.set(group.id, group.box);
    }
    return positions;
  }

  /** What moves without the group that it is in. */
  #outermost(): string[] {
    return [...this.ids].filter((id) => {
      const g = this.#stage.document.get(id)?.g;
      return !g || !this.ids.has(g);
    });
  }

  #wireBelow() {
    const { scene, document, camera } = this.#stage;
    const node = this.#spliced ? scene.nodes.get(this.#spliced) : undefined;
    if (!node) return undefined;
    const wire = wireNear(scene, center(node.box), 12 / Math.min(1, camera.zoom));
    return wire && canSplice(document, document, wire.wire, node.id) ? wire : undefined;
  }

  /** The innermost group under the pointer that what moves could join: only what is in no group does. */
  #groupBelow(pointer: Point): string | undefined {
    const { scene, document } = this.#stage;
    if (this.#outermost().some((id) => document.get(id)?.g || !document.get(id))) return undefined;
    const below = scene.groups.filter((group) => !this.ids.has(group.id) && contains(group.home, pointer));
    return below.sort((a, b) => a.depth - b.depth).at(-1)?.id;
  }

  /** Groups that gained or lost members take the box of those they have. */
  #fitGroups(tx: Transaction, positions: ReadonlyMap<string, { x: number; y: number }>): void {
    const { scene } = this.#stage;
    const touched = new Set<string>();
    for (const id of positions.keys()) for (const group of groupsAround(id, tx)) touched.add(group);
    for (const id of touched) {
      const group = scene.group(id);
      const nodes = tx.get(id)?.nodes;
      if (!group || !Array.isArray(nodes)) continue;
      const boxes = nodes.map((member: string) => scene.frameOf(member)).filter((box) => box !== undefined);
      const box = groupBox(boxes);
      if (box) tx.update(id, { ...box });
    }
  }
}
