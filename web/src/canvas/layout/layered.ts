/**
 * Automatic layout from left to right: layers by dagre (https://github.com/dagrejs/dagre/wiki), one wired-together part
 * below the other in the order in which they stood, groups laid out inside first and then placed as one block. Nodes
 * come onto the grid as a drag would put them. Pure.
 */
import { graphlib, layout } from "@dagrejs/dagre";
import { GRID, groupBox, type Rect, union } from "../kernels";
import { orderLayers } from "./layer-order";

/** A node or junction where it stands now, with what sticks out of its box at the sides (its button). */
export interface LayoutItem {
  id: string;
  box: Rect;
  frame: Rect;
  group: string | undefined;
}

export interface LayoutGroup {
  id: string;
  box: Rect;
  group: string | undefined;
}

export interface LayoutInput {
  items: readonly LayoutItem[];
  groups: readonly LayoutGroup[];
  wires: readonly { source: string; port: number; target: string }[];
}

/** Where everything is to be, by id: boxes of nodes and groups. */
export type LayoutResult = [id: string, box: Rect][];

/** What is placed as one: a node, or a group with all that is in it. */
interface Block {
  id: string;
  /** Size that is kept free for it. */
  w: number;
  h: number;
  /** From its top left corner to the point that belongs on the grid. */
  grid: { x: number; y: number };
  /** Where it stood: what stands above, or left, comes first. */
  home: Rect;
  /** What is in it, relative to its top left corner. */
  inside: LayoutResult;
}

interface Edge {
  from: string;
  to: string;
  port: number;
}

/** Between nodes of one layer, between layers, and between parts that no wire joins. */
const NODE_GAP = 20;
const LAYER_GAP = 60;
const PART_GAP = 40;
/** A node without wires (a comment, mostly) stays close to what stands below it. */
const LONE_GAP = 10;
/** Parts larger than this are layered by a quicker method. */
const LARGE = 1200;

const onGrid = (value: number): number => Math.round(value / GRID) * GRID;

/** New boxes for everything given; the top left corner of it all stays where it was. */
export function layered(input: LayoutInput): LayoutResult {
  const parents = new Map<string, string | undefined>();
  for (const group of input.groups) parents.set(group.id, group.group);
  const known = (id: string | undefined) => (id !== undefined && parents.has(id) ? id : undefined);
  for (const item of input.items) parents.set(item.id, known(item.group));
  for (const group of input.groups) parents.set(group.id, known(group.group));
  const all = placeAll(undefined, input, parents);
  const before = union([...input.items, ...input.groups].map(({ box }) => box));
  const after = union(all.map(([, box]) => box));
  if (!before || !after) return [];
  const dx = onGrid(before.x - after.x);
  const dy = onGrid(before.y - after.y);
  return all.map(([id, box]) => [id, { ...box, x: box.x + dx, y: box.y + dy }]);
}

/** Lay out what is directly in a group, or on the sheet; on the grid as seen from 0, 0. */
function placeAll(
  parent: string | undefined,
  input: LayoutInput,
  parents: ReadonlyMap<string, string | undefined>,
): LayoutResult {
  const blocks = new Map<string, Block>();
  for (const item of input.items) if (parents.get(item.id) === parent) blocks.set(item.id, nodeBlock(item));
  for (const group of input.groups)
    if (parents.get(group.id) === parent)
      blocks.set(group.id, groupBlock(group, placeAll(group.id, input, parents), input));
  const edges = liftedEdges(parent, input, parents);
  const placed: LayoutResult = [];
  let top = 0;
  for (const part of partsOf(blocks, edges)) {
    const boxes = placePart(part, edges);
    const height = Math.max(...boxes.map(([, box]) => box.y + box.h));
    for (const [id, box] of boxes) {
      const block = blocks.get(id)!;
      const x = onGrid(box.x + block.grid.x) - block.grid.x;
      const y = onGrid(top + box.y + block.grid.y) - block.grid.y;
      for (const [inner, at] of block.inside) placed.push([inner, { ...at, x: at.x + x, y: at.y + y }]);
    }
    top +=
      height + (part.length === 1 && !edges.some((edge) => edge.from === part[0]!.id) ? LONE_GAP : PART_GAP);
  }
  return placed;
}

function nodeBlock({ id, box, frame }: LayoutItem): Block {
  const left = box.x - frame.x;
  return {
    id,
    w: frame.w,
    h: box.h,
    grid: { x: left, y: box.h / 2 },
    home: box,
    inside: [[id, { x: left, y: 0, w: box.w, h: box.h }]],
  };
}

function groupBlock(group: LayoutGroup, inside: LayoutResult, input: LayoutInput): Block {
  const insets = new Map(
    input.items.map(({ id, box, frame }) => [id, { left: box.x - frame.x, right: frame.w - box.w }]),
  );
  const frames = inside.map(([id, box]) => {
    const { left = 0, right = 0 } = insets.get(id) ?? {};
    return { ...box, x: box.x - left, w: box.w + right };
  });
  const box = groupBox(frames) ?? { ...group.box, x: 0, y: 0 };
  const moved: LayoutResult = inside.map(([id, at]) => [id, { ...at, x: at.x - box.x, y: at.y - box.y }]);
  return {
    id: group.id,
    w: box.w,
    h: box.h,
    grid: { x: -box.x, y: -box.y },
    home: group.box,
    inside: [[group.id, { x: 0, y: 0, w: box.w, h: box.h }], ...moved],
  };
}

/** The wires as they lead from block to block of one level. */
function liftedEdges(
  parent: string | undefined,
  input: LayoutInput,
  parents: ReadonlyMap<string, string | undefined>,
): Edge[] {
  const lift = (id: string): string | undefined => {
    for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) {
      if (!parents.has(at)) return undefined;
      if (parents.get(at) === parent) return at;
    }
    return undefined;
  };
  const edges = new Map<string, Edge>();
  for (const wire of input.wires) {
    const from = lift(wire.source);
    const to = lift(wire.target);
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from}>${to}`;
    if (!edges.has(key)) edges.set(key, { from, to, port: wire.port });
  }
  return [...edges.values()];
}

/** Blocks that wires join, together; the parts and the blocks in each in the order in which they stood. */
function partsOf(blocks: ReadonlyMap<string, Block>, edges: readonly Edge[]): Block[][] {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  const byPlace = (a: Block, b: Block) => a.home.y - b.home.y || a.home.x - b.home.x;
  const ordered = [...blocks.values()].sort(byPlace);
  const seen = new Set<string>();
  const parts: Block[][] = [];
  for (const block of ordered) {
    if (seen.has(block.id)) continue;
    const part: Block[] = [];
    const queue = [block.id];
    seen.add(block.id);
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      part.push(blocks.get(id)!);
      for (const next of neighbours.get(id) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    parts.push(part.sort(byPlace));
  }
  return parts;
}

/** Places for the blocks of one part, from 0, 0. */
function placePart(part: readonly Block[], edges: readonly Edge[]): [id: string, box: Rect][] {
  const [only] = part;
  if (part.length === 1 && only) return [[only.id, { x: 0, y: 0, w: only.w, h: only.h }]];
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: "LR",
    nodesep: NODE_GAP,
    ranksep: LAYER_GAP,
    edgesep: NODE_GAP,
    ranker: part.length > LARGE ? "longest-path" : "network-simplex",
    rankalign: "top",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Set(part.map((block) => block.id));
  for (const { id, w, h } of part) graph.setNode(id, { width: w, height: h });
  const order = new Map(part.map((block, index) => [block.id, index]));
  const inside = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const at = (id: string) => order.get(id) ?? 0;
  inside.sort((a, b) => at(a.from) - at(b.from) || a.port - b.port || at(a.to) - at(b.to));
  for (const { from, to } of inside) graph.setEdge(from, to);
  layout(graph, { customOrder: (layers) => orderLayers(layers, order) });
  const boxes: [string, Rect][] = part.map(({ id, w, h }) => {
    const { x, y } = graph.node(id) as { x: number; y: number };
    return [id, { x: x - w / 2, y: y - h / 2, w, h }];
  });
  const left = Math.min(...boxes.map(([, box]) => box.x));
  const top = Math.min(...boxes.map(([, box]) => box.y));
  return boxes.map(([id, box]) => [id, { ...box, x: box.x - left, y: box.y - top }]);
}
