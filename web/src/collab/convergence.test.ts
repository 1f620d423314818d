/** Several windows over connections that are cut and restored end with the same document, and nothing is lost. */
import { describe, expect, it } from "vitest";
import { FlowDocument, type NodeRecord } from "../document";
import { sampleTypes } from "../document/testing/sample-types";
import { Replica, type Unsent } from "./replica";
import { DraftServer, Line } from "./testing/draft-server";

const DEPLOYED: NodeRecord[] = [
  { id: "t1", type: "tab", label: "One" },
  { id: "t2", type: "tab", label: "Two" },
  { id: "g1", type: "group", z: "t1", nodes: [], x: 0, y: 0, w: 10, h: 10 },
  {
    id: "s1",
    type: "subflow",
    name: "Sub",
    in: [{ x: 1, y: 1, wires: [] }],
    out: [{ x: 9, y: 1, wires: [] }],
  },
  ...[1, 2, 3, 4, 5].map((n) => ({ id: `n${n}`, type: "function", z: "t1", x: n, y: n, wires: [[], []] })),
];

/** Numbers that look random and are the same in each run: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Story {
  readonly random: () => number;
  readonly server = new DraftServer(DEPLOYED, sampleTypes);
  readonly windows: { document: FlowDocument; replica: Replica; line: Line; name: string }[];
  readonly removed = new Set<string>();
  readonly added = new Set<string>();
  readonly wires = new Set<string>();
  readonly cut = new Set<string>();
  #count = 0;
  #isNetworkGood = false;

  constructor(seed: number, count: number) {
    this.random = randomFrom(seed);
    this.windows = Array.from({ length: count }, (_, index) => this.open(index));
  }

  /** A page of a window, with what the one before could not send. */
  open(index: number, unsent?: Unsent | null) {
    const document = FlowDocument.fromJSON(structuredClone(DEPLOYED), sampleTypes, "r1");
    const fetch = async () => {
      const dice = this.#isNetworkGood ? 1 : this.random();
      if (dice < 0.2) throw new Error("the network is bad");
      return { flows: structuredClone(DEPLOYED), rev: dice < 0.3 ? "not yet" : "r1" };
    };
    const replica = new Replica(document, `window-${index}`, fetch);
    const summary = { draft: "shared", epoch: "", seq: -1, revision: "r0", authors: {} } as const;
    if (unsent !== undefined) replica.begin(summary, [], unsent);
    return { document, replica, line: new Line(this.server, replica), name: `w${index}` };
  }

  /** The page is loaded anew. */
  reload(): void {
    const index = Math.floor(this.random() * this.windows.length);
    const { line, replica } = this.windows[index]!;
    const unsent = structuredClone(replica.unsent);
    line.cut();
    replica.destroy();
    this.windows[index] = this.open(index, unsent);
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }

  /** One edit in one window. */
  edit(): void {
    const { document, name } = this.pick(this.windows);
    const nodes = document.all().filter((record) => record.z === "t1" && record.type !== "group");
    const node = nodes.length > 0 ? this.pick(nodes) : undefined;
    const dice = this.random();
    this.#count += 1;
    document.transact("edit", (tx) => {
      if (dice < 0.2 || !node) {
        const id = `${name}-${this.#count}`;
        this.added.add(id);
        const before = this.random() < 0.3 && node ? node.id : undefined;
        tx.add({ id, type: "function", z: "t1", x: 0, y: 0, wires: [[]] }, before);
      } else if (dice < 0.27) {
        this.removed.add(node.id);
        tx.remove(node.id);
      } else if (dice < 0.55) {
        const target = this.pick(nodes).id;
        const port = this.pick([0, 1]);
        const wires = [...(node.wires ?? [])];
        while (wires.length <= port) wires.push([]);
        const has = wires[port]!.includes(target);
        if (has) this.cut.add(`${node.id}>${port}>${target}`);
        else this.wires.add(`${node.id}>${port}>${target}`);
        wires[port] = has ? wires[port]!.filter((id) => id !== target) : [...wires[port]!, target];
        tx.update(node.id, { wires });
      } else if (dice < 0.65) {
        const group = document.get("g1")!;
        const members = group.nodes as string[];
        tx.update("g1", { nodes: members.includes(node.id) ? members : [node.id, ...members] });
      } else if (dice < 0.7) {
        const port = document.get("s1")!.in as { x: number; y: number; wires: { id: string }[] }[];
        const wires = [...port[0]!.wires.filter(({ id }) => id !== node.id), { id: node.id }];
        tx.update("s1", { in: [{ ...port[0]!, x: this.#count, wires }] });
      } else if (dice < 0.76) tx.move(node.id, this.pick(nodes).id);
      else if (dice < 0.8) tx.update(node.id, { name: undefined });
      else tx.update(node.id, { [this.pick(["name", "func", "x"])]: this.#count });
    });
  }

  async step(isUndoing: boolean): Promise<void> {
    const dice = this.random();
    const window = this.pick(this.windows);
    if (dice < 0.3) this.edit();
    else if (dice < 0.36 && isUndoing) window.document.undo();
    else if (dice < 0.39 && isUndoing) window.document.redo();
    else if (dice < 0.42) window.line.cut();
    else if (dice < 0.47 && !window.line.isOpen) window.line = new Line(this.server, window.replica);
    else if (dice < 0.472) this.server.restart();
    else if (dice < 0.6) window.replica.flush();
    else if (dice < 0.615) this.reload();
    else await window.line.step(this.random() < 0.5).catch(() => window.line.cut());
  }

  async settle(): Promise<void> {
    this.#isNetworkGood = true;
    for (const window of this.windows) {
      if (!window.line.isOpen) window.line = new Line(this.server, window.replica);
    }
    for (let round = 0; round < 50; round += 1) {
      for (const { line, replica } of this.windows) {
        replica.flush();
        while (line.isBusy) {
          await line.step(true);
          await line.step(false);
        }
      }
    }
  }
}

describe("convergence", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    "all end with the same document (%i)",
    async (seed) => {
      const story = new Story(seed, 2 + (seed % 2));
      for (let count = 0; count < 250; count += 1) await story.step(true);
      await story.settle();
      const expected = story.server.document.toJSON();
      for (const { document, replica } of story.windows) {
        expect(replica.isPending).toBe(false);
        expect(document.toJSON()).toEqual(expected);
      }
    },
  );

  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1000))(
    "nothing that anybody added is lost (%i)",
    async (seed) => {
      const story = new Story(seed, 2 + (seed % 2));
      for (let count = 0; count < 250; count += 1) await story.step(false);
      await story.settle();
      const { document } = story.server;
      for (const id of story.added) if (!story.removed.has(id)) expect(document.has(id)).toBe(true);
      for (const wire of story.wires) {
        const [source, port, target] = wire.split(">") as [string, string, string];
        if (story.cut.has(wire) || story.removed.has(source)) continue;
        expect(document.get(source)?.wires?.[Number(port)]).toContain(target);
      }
    },
  );
});
