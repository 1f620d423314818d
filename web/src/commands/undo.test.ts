/** Whatever sequence of commands was run, undoing all of it gives the document as it was, and redoing what it became. */
import { describe, expect, it } from "vitest";
import { FlowDocument, type NodeRecord } from "../document";
import { sampleNode as node } from "../document/testing/sample-node";
import { sampleTypes } from "../document/testing/sample-types";
import { Clipboard, COMMANDS, CommandRegistry, type EditorContext } from ".";
import { PlainCanvas } from "./testing/plain-canvas";

const RECORDS: NodeRecord[] = [
  { id: "t", type: "tab", label: "One", disabled: false, info: "", env: [] },
  { id: "t2", type: "tab", label: "Two", disabled: true, info: "# why", env: [] },
  {
    id: "s",
    type: "subflow",
    name: "Sub",
    info: "",
    in: [{ x: 40, y: 40, wires: [{ id: "sn" }] }],
    out: [{ x: 300, y: 40, wires: [{ id: "sn", port: 0 }] }],
    env: [{ name: "A", type: "str", value: "1" }],
  },
  {
    id: "g",
    type: "group",
    z: "t",
    name: "Outer",
    style: { label: true },
    nodes: ["h", "a"],
    x: 50,
    y: 50,
    w: 400,
    h: 200,
  },
  {
    id: "h",
    type: "group",
    z: "t",
    g: "g",
    name: "Inner",
    style: {},
    nodes: ["b"],
    x: 250,
    y: 60,
    w: 150,
    h: 100,
  },
  { ...node("a", "inject", 100, 100, [["b", "j"]]), g: "g" },
  { ...node("b", "change", 300, 103, [["c"]]), g: "h" },
  node("c", "debug", 520, 180, [], { active: true }),
  { id: "j", type: "junction", z: "t", x: 400, y: 300, wires: [["i"]] },
  node("i", "subflow:s", 520, 300, [["c"]]),
  { ...node("d", "inject", 100, 100, [["e"]]), z: "t2" },
  { ...node("e", "debug", 300, 100, []), z: "t2" },
  { ...node("sn", "change", 160, 40, [[]]), z: "s" },
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

const CHANGING = COMMANDS.filter(
  ({ id }) => !["core:undo", "core:redo", "core:lock-flow"].includes(id) && !id.includes("scroll"),
);

class Story {
  readonly document = FlowDocument.fromJSON(structuredClone(RECORDS), sampleTypes);
  readonly canvas = new PlainCanvas(this.document, "t");
  readonly registry = new CommandRegistry();
  readonly random: () => number;
  readonly context: EditorContext;
  readonly ran: string[] = [];

  constructor(seed: number) {
    this.random = randomFrom(seed);
    this.registry.add(COMMANDS);
    this.context = {
      document: this.document,
      canvas: this.canvas,
      clipboard: new Clipboard(),
      canWrite: true,
      ui: {
        editNode: () => {},
        editFlow: () => {},
        notify: () => {},
        showFlow: (id) => this.canvas.showFlow(id),
        removeFlow: () => {},
        pressButton: () => {},
      },
    };
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }

  /** Choose something on some flow, and run a command on it. */
  step(): void {
    const { canvas, document } = this;
    const flows = document.all().filter(({ type }) => type === "tab" || type === "subflow");
    if (!flows.some(({ id }) => id === canvas.flow) || this.random() < 0.15)
      if (flows.length > 0) canvas.showFlow(this.pick(flows).id);
    const here = [...canvas.boxes().keys()];
    canvas.select(
      here.filter(() => this.random() < 0.4),
      [...canvas.scene.wires.values()].map(({ wire }) => wire).filter(() => this.random() < 0.2),
    );
    const { id } = this.pick(CHANGING);
    if (this.registry.run(id, this.context)) this.ran.push(id);
  }
}

/** What no editing may leave behind: wires and groups that point at nothing, or at another flow. */
function flaws(document: FlowDocument): string[] {
  const found: string[] = [];
  for (const record of document.all()) {
    const name = `${record.type} ${record.id}`;
    const isNear = (id: string) => document.get(id)?.z === record.z;
    for (const target of (record.wires ?? []).flat())
      if (!isNear(target)) found.push(`${name} is wired to ${target}`);
    if (record.z !== undefined && !document.get(record.z)) found.push(`${name} is on no flow`);
    if (record.g !== undefined) {
      const group = document.get(record.g);
      const members = group?.nodes as string[] | undefined;
      if (group?.z !== record.z || !members?.includes(record.id)) found.push(`${name} is not in its group`);
    }
    for (const id of record.type === "group" ? (record.nodes as string[]) : [])
      if (document.get(id)?.g !== record.id) found.push(`${name} lists ${id}`);
    if (record.type === "subflow")
      for (const port of [...((record.in ?? []) as SubflowPort[]), ...((record.out ?? []) as SubflowPort[])])
        for (const { id } of port.wires)
          if (id !== record.id && document.get(id)?.z !== record.id) found.push(`${name} port to ${id}`);
  }
  return found;
}

interface SubflowPort {
  wires: { id: string }[];
}

describe("random sequences of commands", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => [seed]))(
    "can be undone and redone wholly: %i",
    async (seed) => {
      const story = new Story(seed);
      const { document } = story;
      const before = JSON.stringify(document.toJSON());
      for (let count = 0; count < 60; count += 1) {
        story.step();
        expect(flaws(document), story.ran.join()).toEqual([]);
      }
      const after = JSON.stringify(document.toJSON());
      while (document.canUndo) document.undo();
      expect(JSON.stringify(document.toJSON()), story.ran.join()).toBe(before);
      while (document.canRedo) document.redo();
      expect(JSON.stringify(document.toJSON()), story.ran.join()).toBe(after);
    },
  );
});
