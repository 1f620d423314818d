import { describe, expect, it } from "vitest";
import { FlowDocument } from "../flow-document";
import { NodeTypes } from "../node-types";
import type { NodeRecord } from "../records";
import { findProblems, fixProblems, memoryOf, RecordMemory } from ".";

const type = (name: string, more = {}) =>
  ({ type: name, category: "function", inputs: 1, outputs: 1, label: [], fields: [], ...more }) as never;
const types = new NodeTypes([
  type("inject", { inputs: 0 }),
  type("change", { fields: [{ name: "rules", widget: "text", required: true, label: "Rules" }] }),
  type("link in", { inputs: 0 }),
  type("link out", { outputs: 0 }),
  type("http in", { inputs: 0 }),
  type("broker", { category: "config", inputs: 0, outputs: 0 }),
  type("mqtt", { fields: [{ name: "broker", widget: "config", node_type: "broker", label: "Broker" }] }),
]);

const tab = { id: "t", type: "tab", label: "T" };
const node = (id: string, kind: string, more = {}): NodeRecord =>
  ({ id, type: kind, z: "t", x: 0, y: 0, wires: [[]], ...more }) as NodeRecord;
const change = (id: string, more = {}) => node(id, "change", { rules: "x", ...more });
const load = (...records: object[]) => FlowDocument.fromJSON([tab, ...records] as NodeRecord[], types, "1");
const problems = (...records: object[]) =>
  findProblems(load(...records), types).map(({ id, rule, detail }) => [id, rule, detail]);

describe("findProblems", () => {
  it("has nothing to say of a flow in which all is well", () => {
    expect(problems(node("i", "inject", { wires: [["c"]] }), change("c"))).toEqual([]);
  });

  it("finds types that are not installed, and values that are not valid", () => {
    expect(problems(node("a", "strange"), node("b", "subflow:none", { wires: [] }))).toEqual([
      ["a", "unknown-type", "strange"],
      ["b", "no-definition", ""],
    ]);
    expect(problems(node("i", "inject", { wires: [["c"]] }), change("c", { rules: "" }))).toEqual([
      ["c", "invalid", "Rules"],
    ]);
  });

  it("finds wires to nodes that are gone or on another flow", () => {
    const other = [{ id: "t2", type: "tab", label: "2" }, change("far", { z: "t2" })];
    expect(problems(node("i", "inject", { wires: [["gone", "far"]] }), ...other)).toEqual([
      ["i", "dead-wire", "gone, far"],
      ["far", "unreachable", ""],
    ]);
  });

  it("finds nodes whose flow is missing, and deletes them when asked", () => {
    const document = load(change("lost", { z: "gone" }), { id: "b", type: "broker", z: "gone" });
    const found = findProblems(document, types).filter(({ rule }) => rule === "no-flow");
    expect(found.map(({ id }) => id)).toEqual(["lost"]);
    fixProblems(document, found);
    expect(document.all().map(({ id }) => id)).toEqual(["t", "b"]);
  });

  it("finds links that lead nowhere, from both ends", () => {
    expect(
      problems(node("o", "link out", { links: [], inputs: 0 }), node("n", "link in", { links: [] })),
    ).toEqual([
      ["o", "no-link", ""],
      ["o", "unreachable", ""],
      ["n", "no-link", ""],
    ]);
    expect(
      problems(
        node("i", "inject", { wires: [["o"]] }),
        node("o", "link out", { links: ["n", "gone"] }),
        node("n", "link in", { links: ["o"] }),
      ),
    ).toEqual([["o", "dead-link", "gone"]]);
  });

  it("finds two nodes that answer the same requests", () => {
    expect(
      problems(
        node("a", "http in", { method: "get", url: "/x/" }),
        node("b", "http in", { method: "get", url: "x" }),
        node("c", "http in", { method: "post", url: "/x" }),
      ),
    ).toEqual([
      ["a", "same-route", "GET /x"],
      ["b", "same-route", "GET /x"],
    ]);
  });

  it("finds circles without an end, and none where a node waits or chooses", () => {
    const round = (...kinds: string[]) =>
      kinds.map((kind, index) => ({
        ...change(`n${index}`),
        type: kind,
        wires: [[`n${(index + 1) % kinds.length}`]],
      }));
    expect(problems(...round("change", "change")).map(([, rule]) => rule)).toEqual(["circle"]);
    const known = new NodeTypes([...types.all(), type("delay")]);
    expect(findProblems(load(...round("change", "delay")), known)).toEqual([]);
  });

  it("finds what nobody uses, and leaves out what is switched off", () => {
    const unused = [
      { id: "b", type: "broker" },
      { id: "s", type: "subflow", name: "S", in: [], out: [] },
    ];
    expect(problems(...unused).map(([id, rule]) => [id, rule])).toEqual([
      ["b", "unused-config"],
      ["s", "unused-subflow"],
    ]);
    expect(problems(change("c", { d: true }), node("a", "strange", { d: true }))).toEqual([]);
  });

  it("looks again at a node whose config node has gone, though the node is the same", () => {
    const memory = new RecordMemory();
    const document = load(node("i", "inject", { wires: [["m"]] }), node("m", "mqtt", { broker: "b" }), {
      id: "b",
      type: "broker",
    });
    expect(findProblems(document, types, memory)).toEqual([]);
    document.transact("Remove", (tx) => tx.remove("b"));
    expect(findProblems(document, types, memory)).toEqual([{ id: "m", rule: "invalid", detail: "Broker" }]);
  });
});

describe("fixProblems", () => {
  it("mends what it can in one step of undo", () => {
    const document = load(
      node("i", "inject", { wires: [["gone", "o"]] }),
      node("o", "link out", { links: ["n", "gone"] }),
      node("n", "link in", { links: ["o"] }),
      { id: "b", type: "broker" },
    );
    fixProblems(document, findProblems(document, types));
    expect(findProblems(document, types)).toEqual([]);
    expect(document.get("i")?.wires).toEqual([["o"]]);
    document.undo();
    expect(findProblems(document, types)).toHaveLength(3);
  });
});

describe("findProblems with a memory", () => {
  it("judges nodes anew when the config node that they name has changed", () => {
    const document = load(
      { id: "b", type: "broker", name: "B" },
      node("m", "mqtt", { broker: "b" }),
      node("i", "inject", { wires: [["m"]] }),
    );
    const memory = memoryOf(document);
    const invalid = () => findProblems(document, types, memory).filter(({ rule }) => rule === "invalid");
    expect(invalid()).toEqual([]);
    document.transact("Disable", (tx) => tx.update("b", { d: true }));
    expect(invalid().map(({ id }) => id)).toEqual(["m"]);
    document.undo();
    expect(invalid()).toEqual([]);
  });
});
