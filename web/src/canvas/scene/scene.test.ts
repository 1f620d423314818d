import { describe, expect, it, vi } from "vitest";
import { FlowDocument, groupRecords, type NodeRecord } from "../../document";
import { sampleTypes } from "../../document/testing/sample-types";
import { endNear, hitTest, wireNear } from "./hit-test";
import { virtualWires } from "./links";
import { Scene } from "./scene";
import { keepEdges } from "./scene-node";

const measure = (text: string) => text.length * 7;
const hit = { reach: 8, ports: true };

const records: NodeRecord[] = [
  { id: "t", type: "tab", label: "T" },
  { id: "u", type: "tab", label: "U" },
  { id: "a", type: "inject", z: "t", name: "go", x: 100, y: 100, wires: [["b"], ["c"]] },
  { id: "b", type: "switch", z: "t", outputs: 2, x: 300, y: 100, wires: [["c"], ["j"]] },
  { id: "c", type: "debug", z: "t", x: 500, y: 60, wires: [] },
  { id: "j", type: "junction", z: "t", x: 420, y: 160, wires: [["c"]] },
  { id: "lo", type: "link out", z: "t", x: 100, y: 300, links: ["li", "far"], wires: [] },
  { id: "li", type: "link in", z: "t", x: 300, y: 300, links: ["lo"], wires: [[]] },
  { id: "far", type: "link in", z: "u", name: "there", x: 300, y: 300, links: ["lo"], wires: [[]] },
  { id: "x", type: "contrib", z: "t", x: 100, y: 400, wires: [[]] },
];

function open(more: NodeRecord[] = []) {
  const document = FlowDocument.fromJSON(structuredClone([...records, ...more]), sampleTypes);
  const scene = new Scene(document, measure);
  scene.show("t");
  document.subscribe(() => scene.rebuild());
  return { document, scene };
}

describe("the scene", () => {
  it("has the nodes of its flow around their centres, and marks unknown and invalid ones", () => {
    const { scene } = open();
    expect([...scene.nodes.keys()]).toEqual(["a", "b", "c", "j", "lo", "li", "x"]);
    expect(scene.nodes.get("a")?.box).toEqual({ x: 50, y: 85, w: 100, h: 30 });
    expect(scene.nodes.get("x")?.isUnknown).toBe(true);
    expect(scene.nodes.get("a")?.button).toEqual({ side: "left", on: true, property: undefined });
    expect(scene.nodes.get("lo")?.box.w).toBe(30);
  });

  it("leaves out wires of outputs that a node does not have", () => {
    expect([...open().scene.wires.keys()]).toEqual(["a>0>b", "b>0>c", "b>1>j", "j>0>c"]);
  });

  it("marks the wires at which nothing passes: an end is disabled, or of an unknown type", () => {
    const { scene } = open([
      { id: "y", type: "debug", z: "t", d: true, x: 0, y: 500, wires: [] },
      { id: "w", type: "inject", z: "t", x: 0, y: 450, wires: [["x", "y", "c"]] },
    ]);
    const dead = [...scene.wires.values()].filter((wire) => wire.isDisabled).map((wire) => wire.key);
    expect(dead).toEqual(["w>0>x", "w>0>y"]);
  });

  it("follows the document, and keeps the pictures of what did not change", () => {
    const { document, scene } = open();
    const before = scene.nodes.get("b");
    const wire = scene.wires.get("b>0>c");
    document.transact("Edit", (tx) => tx.update("a", { name: "a much longer name than before" }));
    expect(scene.nodes.get("a")?.box.w).toBe(260);
    expect(scene.nodes.get("a")?.changed).toBe(true);
    expect(scene.nodes.get("b")).toBe(before);
    expect(scene.wires.get("b>0>c")).toBe(wire);
    document.transact("Delete", (tx) => tx.remove("b"));
    expect([...scene.wires.keys()]).toEqual(["j>0>c"]);
  });

  it("shows nodes moved before the document knows of it, with their wires, and puts them back", () => {
    const { scene } = open();
    scene.shift(new Map([["b", { x: 0, y: 200 }]]));
    expect(scene.nodes.get("b")?.box.y).toBe(285);
    expect(scene.wires.get("a>0>b")?.curve.at(-1)).toBe(300);
    expect(scene.nodeIndex.query({ x: 280, y: 300, w: 10, h: 10 }).has("b")).toBe(true);
    scene.rebuild();
    expect(scene.wires.get("a>0>b")?.curve.at(-1)).toBe(100);
  });

  it("fits a group around its members, whatever size the file says, and for its name", () => {
    const { scene } = open([
      {
        id: "g",
        type: "group",
        z: "t",
        nodes: ["m"],
        x: 0,
        y: 0,
        w: 999,
        h: 999,
        name: "a name of the group",
        style: { label: true },
      },
      { id: "m", type: "junction", z: "t", g: "g", x: 600, y: 600, wires: [] },
      { id: "empty", type: "group", z: "t", nodes: [], x: 0, y: 0, w: 70, h: 60 },
    ]);
    expect(scene.group("g")?.box).toEqual({ x: 569, y: 569, w: 141, h: 62 });
    expect(scene.group("empty")?.box).toEqual({ x: 0, y: 0, w: 70, h: 60 });
  });

  it("stretches a group with its member, and moves it whole with all of them", () => {
    const { document, scene } = open();
    let group = "";
    document.transact("Group", (tx) => {
      group = groupRecords(tx, "t", ["a", "b"], { x: 20, y: 60, w: 360, h: 80 });
    });
    scene.shift(new Map([["b", { x: 100, y: 0 }]]));
    expect(scene.group(group)?.box).toEqual({ x: 4, y: 59, w: 472, h: 82 });
    const all = { x: 10, y: 10 };
    scene.shift(new Map([group, "a", "b"].map((id) => [id, all])));
    expect(scene.group(group)?.box).toEqual({ x: 14, y: 69, w: 372, h: 82 });
  });

  it("shows all nodes of a disabled flow as disabled", () => {
    const { document, scene } = open();
    document.transact("Disable", (tx) => tx.update("t", { disabled: true }));
    scene.rebuild(true);
    expect([...scene.nodes.values()].every((node) => node.isDisabled)).toBe(true);
    expect(scene.wires.get("a>0>b")?.isDisabled).toBe(true);
  });

  it("shows the ports of a subflow on its own sheet", () => {
    const { scene } = open([
      {
        id: "s",
        type: "subflow",
        name: "S",
        in: [{ x: 40, y: 40, wires: [{ id: "s1" }] }],
        out: [],
        status: { x: 300, y: 40, wires: [] },
      },
      { id: "s1", type: "debug", z: "s", x: 200, y: 40, wires: [] },
    ]);
    scene.show("s");
    expect([...scene.nodes.keys()]).toEqual(["s1", "s:in:0", "s:status:0"]);
    expect([...scene.wires.keys()]).toEqual(["s:in:0>0>s1"]);
    scene.shift(new Map([["s:in:0", { x: 5, y: 0 }]]));
    expect(scene.nodes.get("s:in:0")?.box.x).toBe(25);
  });
});

it("a node that is renamed keeps its left end where it was, also when it is undone", () => {
  const { document, scene } = open();
  document.addRule(keepEdges(document, measure));
  document.transact("Rename", (tx) => tx.update("a", { name: "a much longer name than before" }));
  expect(scene.nodes.get("a")?.box).toMatchObject({ x: 50, w: 260 });
  document.undo();
  expect(scene.nodes.get("a")?.box).toMatchObject({ x: 50, w: 100 });
});

it("ports of a subflow are as wide as their names need, and keep their left ends when these change", () => {
  const { document, scene } = open([
    {
      id: "s",
      type: "subflow",
      name: "S",
      in: [{ x: 40, y: 40, wires: [] }],
      out: [{ x: 300, y: 40, wires: [] }],
      outputLabels: ["Humidity"],
    },
  ]);
  document.addRule(keepEdges(document, measure));
  scene.show("s");
  expect(scene.nodes.get("s:in:0")?.box).toEqual({ x: 20, y: 20, w: 40, h: 40 });
  expect(scene.nodes.get("s:out:0")).toMatchObject({
    box: { x: 240, y: 20, w: 120, h: 40 },
    portName: ["Humidity"],
  });
  document.transact("Rename", (tx) => tx.update("s", { outputLabels: ["Humidity of the plant"] }));
  expect(scene.nodes.get("s:out:0")?.box).toEqual({ x: 240, y: 20, w: 220, h: 40 });
});

describe("hitting", () => {
  it("finds ports before nodes, buttons beside them, wires, and the sheet", () => {
    const { scene } = open();
    const at = (x: number, y: number) => hitTest(scene, { x, y }, hit);
    expect(at(150, 100)).toEqual({ kind: "port", id: "a", side: "output", index: 0 });
    expect(at(350, 107)).toEqual({ kind: "port", id: "b", side: "output", index: 1 });
    expect(at(100, 100)).toEqual({ kind: "node", id: "a" });
    expect(at(35, 100)).toEqual({ kind: "button", id: "a" });
    expect(at(200, 101)).toMatchObject({ kind: "wire", wire: { source: "a", target: "b" } });
    expect(at(420, 160)).toEqual({ kind: "node", id: "j" });
    expect(at(433, 160)).toEqual({ kind: "port", id: "j", side: "output", index: 0 });
    expect(at(900, 900)).toEqual({ kind: "sheet" });
  });

  it("finds the group around, and the node drawn last where two overlap", () => {
    const { document, scene } = open([{ id: "top", type: "change", z: "t", x: 110, y: 105, wires: [[]] }]);
    expect(hitTest(scene, { x: 110, y: 105 }, hit)).toEqual({ kind: "node", id: "top" });
    document.transact("Group", (tx) => groupRecords(tx, "t", ["x"], { x: 0, y: 340, w: 300, h: 100 }));
    expect(hitTest(scene, { x: 165, y: 365 }, hit).kind).toBe("group");
  });

  it("finds the end that a wire from elsewhere may take, by port or anywhere on the node", () => {
    const { scene } = open();
    expect(endNear(scene, { x: 255, y: 104 }, "input", 20)?.node.id).toBe("b");
    expect(endNear(scene, { x: 310, y: 100 }, "input", 20)?.node.id).toBe("b");
    expect(endNear(scene, { x: 352, y: 106 }, "output", 20)).toMatchObject({ index: 1 });
    expect(endNear(scene, { x: 100, y: 100 }, "input", 20)).toBeUndefined();
    expect(wireNear(scene, { x: 200, y: 130 }, 8)).toBeUndefined();
  });
});

it("virtual wires join link nodes of a flow, and name those on other flows", () => {
  const { document, scene } = open();
  const wires = virtualWires(["lo", "li"], scene, document);
  expect(wires.map((wire) => [wire.target, wire.label])).toEqual([
    ["li", undefined],
    ["far", "U : there"],
  ]);
});

it("looks at the document in proportion to the nodes that are shown", () => {
  const looksToShow = (count: number) => {
    const nodes: NodeRecord[] = Array.from({ length: count }, (_, index) => ({
      id: `n${index}`,
      type: "change",
      z: "t",
      x: (index % 100) * 200,
      y: Math.floor(index / 100) * 60,
      wires: [[`n${index + 1}`]],
    }));
    const document = FlowDocument.fromJSON([{ id: "t", type: "tab" }, ...nodes], sampleTypes);
    const one = [vi.spyOn(document, "get"), vi.spyOn(document, "sourcesOf")];
    const whole = [vi.spyOn(document, "all"), vi.spyOn(document, "onFlow"), vi.spyOn(document, "groupsOn")];
    const scene = new Scene(document, measure);
    scene.show("t");
    expect(scene.wires.size).toBe(count - 1);
    const calls = (spies: { mock: { calls: unknown[] } }[]) =>
      spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    return { one: calls(one), whole: calls(whole) };
  };
  const [small, large] = [looksToShow(100), looksToShow(1_000)];
  expect(large.one).toBeLessThanOrEqual(small.one * 11);
  // What walks over the flow or the document is asked a fixed number of times.
  expect(large.whole).toBe(small.whole);
});
