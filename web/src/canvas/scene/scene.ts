/**
 * The flow that is shown, ready to be drawn and hit: nodes with their boxes, wires with their curves, groups, each
 * in a spatial index. It follows the document's changes, reuses what did not change, and lets a gesture move things
 * before the document knows of it. Pure but for the measuring of text that is handed in.
 */
import {
  type FlowDocument,
  type GroupRecord,
  idList,
  isGroup,
  isPlaced,
  isSubflow,
  membersOf,
  type NodeRecord,
  type SubflowRecord,
  type Wire,
  wireKey,
  wiresOn,
} from "../../document";
import {
  type Curve,
  curveBounds,
  GridIndex,
  groupBox,
  grow,
  type Point,
  type Rect,
  union,
  wireCurve,
  withButton,
} from "../kernels";
import { makeGroup, type SceneGroup } from "./scene-group";
import {
  inputPoint,
  isChanged,
  type Measure,
  makeNode,
  makeSubflowPorts,
  outputPoint,
  type SceneNode,
} from "./scene-node";

export interface SceneWire {
  key: string;
  wire: Wire;
  curve: Curve;
  /** An end is disabled or of an unknown type, so nothing passes: the wire is drawn dashed. */
  isDisabled: boolean;
}

/** What sticks out of a node's box: ports, button, status line, badges. */
export const NODE_MARGIN = 36;
const WIRE_MARGIN = 6;

export class Scene {
  z = "";
  readonly nodes = new Map<string, SceneNode>();
  readonly wires = new Map<string, SceneWire>();
  groups: SceneGroup[] = [];
  readonly nodeIndex = new GridIndex<string>();
  readonly wireIndex = new GridIndex<string>();
  /** Rises with every change of anything drawn. */
  version = 0;
  readonly #document: FlowDocument;
  readonly #measure: Measure;
  readonly #statusRoom: (id: string) => boolean;
  #wiresAt = new Map<string, string[]>();
  #groupsById = new Map<string, SceneGroup>();
  #layers = new Map<string, number>();

  constructor(document: FlowDocument, measure: Measure, hasStatus: (id: string) => boolean = () => false) {
    this.#document = document;
    this.#measure = measure;
    this.#statusRoom = hasStatus;
  }

  /** Show another flow. */
  show(z: string): void {
    this.z = z;
    this.#clear();
    this.rebuild(true);
  }

  /** Bring everything in line with the document; unchanged records keep their pictures unless `all`. */
  rebuild(all = false): void {
    this.version += 1;
    const records = this.z ? this.#document.onFlow(this.z) : [];
    const seen = new Set<string>();
    const put = (node: SceneNode) => {
      seen.add(node.id);
      const old = this.nodes.get(node.id);
      this.nodes.set(node.id, node);
      if (!old || old.box !== node.box) this.nodeIndex.set(node.id, grow(node.box, NODE_MARGIN));
    };
    for (const record of records) {
      if (isPlaced(record)) put(this.#pictureOf(record, all));
    }
    const definition = this.z ? this.#document.get(this.z) : undefined;
    if (definition && isSubflow(definition)) for (const port of this.#portsOf(definition)) put(port);
    this.#layers = new Map([...seen].map((id, index) => [id, index]));
    for (const id of [...this.nodes.keys()]) {
      if (seen.has(id)) continue;
      this.nodes.delete(id);
      this.nodeIndex.delete(id);
    }
    this.#rebuildWires();
    this.#rebuildGroups(records);
  }

  /** Which nodes differ from what is deployed has changed. */
  refreshChanged(): void {
    this.version += 1;
    for (const [id, node] of this.nodes) {
      const changed = isChanged(this.#document, id);
      if (node.changed !== changed) this.nodes.set(id, { ...node, changed });
    }
  }

  /** The higher, the later a node is drawn: later ones are on top. */
  layerOf(id: string): number {
    return this.#layers.get(id) ?? 0;
  }

  group(id: string): SceneGroup | undefined {
    return this.#groupsById.get(id);
  }

  /** The box of a node, junction or group. */
  boxOf(id: string): Rect | undefined {
    return this.nodes.get(id)?.box ?? this.#groupsById.get(id)?.box;
  }

  /** The box of a node with its button, or of a group: what the group around it makes room for. */
  frameOf(id: string): Rect | undefined {
    const node = this.nodes.get(id);
    return node ? withButton(node.box, node.button?.side) : this.#groupsById.get(id)?.box;
  }

  /** The wires at a node, either end. */
  wiresAt(id: string): SceneWire[] {
    return (this.#wiresAt.get(id) ?? [])
      .map((key) => this.wires.get(key))
      .filter((wire) => wire !== undefined);
  }

  /** The smallest rectangle around all that is on the flow. */
  bounds(): Rect | undefined {
    return union([
      ...[...this.nodes.values()].map((node) => node.box),
      ...this.groups.map((group) => group.box),
    ]);
  }

  /**
   * Show nodes (and groups wholly) shifted from where the document has them, without telling it. Groups around moved
   * nodes stretch with them. `rebuild()` puts everything back.
   */
  shift(offsets: ReadonlyMap<string, Point>): void {
    this.version += 1;
    const touched = new Set<string>();
    for (const [id, offset] of offsets) {
      const node = this.nodes.get(id);
      if (!node) continue;
      const home = this.#home(node);
      const x = home.x + offset.x;
      const y = home.y + offset.y;
      if (node.box.x === x && node.box.y === y) continue;
      const moved = { ...node, box: { ...node.box, x, y } };
      this.nodes.set(id, moved);
      this.nodeIndex.set(id, grow(moved.box, NODE_MARGIN));
      for (const key of this.#wiresAt.get(id) ?? []) touched.add(key);
    }
    for (const key of touched) {
      const wire = this.wires.get(key);
      if (wire) this.#putWire(wire.wire);
    }
    if (this.groups.length > 0) this.#shiftGroups(offsets);
  }

  /** The status of a node came or went: wires that pass under it make room. */
  rewire(id: string): void {
    if (!this.nodes.has(id)) return;
    for (const { key, wire } of this.wiresAt(id)) {
      this.wires.delete(key);
      this.#putWire(wire);
    }
  }

  /** Where the document has a node, as the top left of its box. */
  #home(node: SceneNode): Point {
    if (node.kind === "subflow-port") {
      const port = this.#portsOf(node.record).find((item) => item.id === node.id);
      return port ? port.box : node.box;
    }
    return { x: (node.record.x ?? 0) - node.box.w / 2, y: (node.record.y ?? 0) - node.box.h / 2 };
  }

  #portsOf(definition: SubflowRecord): SceneNode[] {
    return makeSubflowPorts(definition, this.#document, this.#measure);
  }

  #clear(): void {
    this.nodes.clear();
    this.wires.clear();
    this.nodeIndex.clear();
    this.wireIndex.clear();
  }

  #pictureOf(record: NodeRecord, all: boolean): SceneNode {
    const old = this.nodes.get(record.id);
    const changed = isChanged(this.#document, record.id);
    if (!all && old?.record === record) {
      const home = this.#home(old);
      if (home.x === old.box.x && home.y === old.box.y)
        return old.changed === changed ? old : { ...old, changed };
    }
    return makeNode(record, this.#document, this.#measure);
  }

  #rebuildWires(): void {
    const seen = new Set<string>();
    this.#wiresAt = new Map();
    const at = (id: string, key: string) => {
      const keys = this.#wiresAt.get(id);
      if (keys) keys.push(key);
      else this.#wiresAt.set(id, [key]);
    };
    for (const wire of this.z ? wiresOn(this.z, this.#document) : []) {
      const source = this.nodes.get(wire.source);
      if (!source || !this.nodes.has(wire.target) || wire.port >= source.outputs) continue;
      const key = wireKey(wire);
      if (seen.has(key)) continue;
      seen.add(key);
      at(wire.source, key);
      if (wire.target !== wire.source) at(wire.target, key);
      this.#putWire(wire);
    }
    for (const key of [...this.wires.keys()]) {
      if (seen.has(key)) continue;
      this.wires.delete(key);
      this.wireIndex.delete(key);
    }
  }

  #putWire(wire: Wire): void {
    const source = this.nodes.get(wire.source);
    const target = this.nodes.get(wire.target);
    if (!source || !target) return;
    const key = wireKey(wire);
    const from = outputPoint(source, wire.port);
    const to = inputPoint(target);
    const isDisabled = [source, target].some((end) => end.isDisabled || end.isUnknown);
    const old = this.wires.get(key);
    if (old && isSame(old.curve, from, to) && old.isDisabled === isDisabled) return;
    const curve = wireCurve(from, to, this.#statusRoom(wire.source) ? 10 : 0);
    this.wires.set(key, { key, wire, curve, isDisabled });
    this.wireIndex.set(key, grow(curveBounds(curve), WIRE_MARGIN));
  }

  #rebuildGroups(records: readonly NodeRecord[]): void {
    const groups = records.filter(isGroup);
    const around = new Map<string, number>();
    const depth = (group: GroupRecord, trail: number): number => {
      if (trail > 32) return trail;
      const outer = group.g ? groups.find((item) => item.id === group.g) : undefined;
      return outer ? depth(outer, trail + 1) : trail;
    };
    for (const group of groups) around.set(group.id, depth(group, 0));
    this.#groupsById = new Map();
    // From the inside out, so that an outer group without a size of its own can be put around its inner ones.
    const inner = [...groups].sort((a, b) => (around.get(b.id) ?? 0) - (around.get(a.id) ?? 0));
    for (const group of inner) {
      const frame = (id: string) => this.frameOf(id);
      this.#groupsById.set(
        group.id,
        makeGroup(
          group,
          around.get(group.id) ?? 0,
          frame,
          isChanged(this.#document, group.id),
          this.#measure,
        ),
      );
    }
    this.groups = [...this.#groupsById.values()].reverse();
  }

  #shiftGroups(offsets: ReadonlyMap<string, Point>): void {
    const next = new Map<string, SceneGroup>();
    for (const group of [...this.groups].reverse()) {
      const offset = offsets.get(group.id);
      const members = membersOf(group.id, this.#document);
      if (offset) {
        next.set(group.id, {
          ...group,
          box: { ...group.home, x: group.home.x + offset.x, y: group.home.y + offset.y },
        });
      } else if (members.some((id) => offsets.has(id))) {
        const boxes = idList(group.record.nodes).map((id) => next.get(id)?.box ?? this.frameOf(id));
        const box = groupBox(boxes.filter((item) => item !== undefined));
        next.set(group.id, { ...group, box: box ?? group.box });
      } else {
        next.set(group.id, group.box === group.home ? group : { ...group, box: group.home });
      }
    }
    this.#groupsById = next;
    this.groups = [...next.values()].reverse();
  }
}

function isSame(curve: Curve, from: Point, to: Point): boolean {
  return (
    curve[0] === from.x &&
    curve[1] === from.y &&
    curve[curve.length - 2] === to.x &&
    curve[curve.length - 1] === to.y
  );
}
