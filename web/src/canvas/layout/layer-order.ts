/**
 * The order of nodes within each layer: as they stood, changed only where that leaves fewer wires crossing. (Dagre's
 * own ordering takes any of several equally good ones, so that nodes would change places for nothing.) Barycentre
 * sweeps, after Sugiyama, Tagawa and Toda 1981. Pure.
 */
import type { graphlib } from "@dagrejs/dagre";

type Graph = InstanceType<typeof graphlib.Graph>;
type Layers = string[][];

const SWEEPS = 12;

/** Set `order` on every node of a graph whose nodes have a `rank`; `rankOfHome` says in what order nodes stood. */
export function orderLayers(graph: Graph, homeOrder: ReadonlyMap<string, number>): void {
  let layers = firstOrder(graph, homeOrder);
  let best = layers;
  let least = crossings(graph, layers);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    layers = swept(graph, layers, sweep % 2 === 0);
    const now = crossings(graph, layers);
    if (now >= least) continue;
    least = now;
    best = layers;
  }
  for (const layer of best)
    layer.forEach((id, index) => {
      (graph.node(id) as { order?: number }).order = index;
    });
}

/** Nodes as a walk along the wires meets them, begun at those that stood first. */
function firstOrder(graph: Graph, homeOrder: ReadonlyMap<string, number>): Layers {
  const layers: Layers = [];
  const seen = new Set<string>();
  const home = (id: string) => homeOrder.get(id) ?? Number.POSITIVE_INFINITY;
  const rank = (id: string) => (graph.node(id) as { rank?: number }).rank ?? 0;
  const starts = graph.nodes().sort((a, b) => rank(a) - rank(b) || home(a) - home(b));
  for (const start of starts) {
    const stack = [start];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const at = rank(id);
      while (layers.length <= at) layers.push([]);
      layers[at]!.push(id);
      stack.push(...[...(graph.successors(id) ?? [])].reverse());
    }
  }
  return layers;
}

/** Each layer sorted by the middle of its neighbours in the one before (or after); what has none keeps its place. */
function swept(graph: Graph, layers: Layers, isDown: boolean): Layers {
  const next = layers.map((layer) => [...layer]);
  const order = isDown ? next.map((_, index) => index) : next.map((_, index) => next.length - 1 - index);
  for (const index of order.slice(1)) {
    const beside = new Map((next[isDown ? index - 1 : index + 1] ?? []).map((id, at) => [id, at]));
    const middle = new Map<string, number>();
    const layer = next[index]!;
    layer.forEach((id, at) => {
      const places = [...((isDown ? graph.predecessors(id) : graph.successors(id)) ?? [])]
        .map((other) => beside.get(other))
        .filter((place) => place !== undefined);
      const own = (at * Math.max(beside.size - 1, 0)) / Math.max(layer.length - 1, 1);
      middle.set(
        id,
        places.length === 0 ? own : places.reduce((sum, place) => sum + place, 0) / places.length,
      );
    });
    next[index] = [...layer].sort((a, b) => middle.get(a)! - middle.get(b)!);
  }
  return next;
}

/** How many pairs of wires cross between neighbouring layers. */
function crossings(graph: Graph, layers: Layers): number {
  let total = 0;
  for (let index = 1; index < layers.length; index++) {
    const below = new Map(layers[index]!.map((id, at) => [id, at]));
    const ends: number[] = [];
    for (const id of layers[index - 1]!) {
      const targets = [...(graph.successors(id) ?? [])].map((other) => below.get(other));
      ends.push(...targets.filter((at) => at !== undefined).sort((a, b) => a - b));
    }
    total += inversions(ends, below.size);
  }
  return total;
}

/** Pairs that stand the wrong way round, counted with a Fenwick tree. */
function inversions(values: readonly number[], size: number): number {
  const tree = new Int32Array(size + 2);
  let total = 0;
  values.forEach((value, seen) => {
    let smallerOrSame = 0;
    for (let at = value + 1; at > 0; at -= at & -at) smallerOrSame += tree[at]!;
    total += seen - smallerOrSame;
    for (let at = value + 1; at <= size; at += at & -at) tree[at]! += 1;
  });
  return total;
}
