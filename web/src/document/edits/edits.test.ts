import { describe, expect, it } from "vitest";
import { FlowDocument } from "../flow-document";
import type { NodeRecord } from "../records";
import { sampleTypes } from "../testing/sample-types";
import { wireKey, wiresOn } from "../wires";
import { groupRecords, joinGroup, mergeIntoGroup, ungroup } from "./groups";
import { addLink, canLink, removeLink } from "./link";
import { moveRecords, setEnabled, setLabelShown } from "./move";
import { removeRecords } from "./remove";
import {
  detachNodes,
  insertJunction,
  spliceIntoWire,
  splitWithLinks,
  wireManyToOne,
  wireOneToMany,
  wireSeries,
} from "./rewire";
import { addSubflow, addSubflowPort, canConvertToSubflow, convertToSubflow } from "./subflows";
import { addTab, moveTab, nextFlowName, removeFlow, withFirstFlow } from "./tabs";

const node = (id: string, type: string, targets: string[][], more: object = {}): NodeRecord => ({
  id,
  type,
  z: "t",
  name: "",
  x: 100,
  y: 100,
  wires: targets,
  ...more,
});

function open(...records: NodeRecord[]): FlowDocument {
  return FlowDocument.fromJSON(
    [{ id: "t", type: "tab", label: "T" }, ...structuredClone(records)],
    sampleTypes,
  );
}

const chain = () =>
  open(
    node("a", "inject", [["b"]]),
    node("b", "change", [["c"]]),
    node("c", "change", [["d"]]),
    node("d", "debug", []),
  );
const wires = (document: FlowDocument, z = "t") => wiresOn(z, document).map(wireKey);

describe("deleting", () => {
  it("takes away the wires that led to the deleted node", () => {
    const document = chain();
    document.transact("Delete", (tx) => removeRecords(tx, document, ["b"]));
    expect(wires(document)).toEqual(["c>0>d"]);
    expect(document.get("a")?.wires).toEqual([[]]);
  });

  it("joins what the deleted nodes had joined, when asked to", () => {
    const document = chain();
    document.transact("Delete", (tx) => removeRecords(tx, document, ["b", "c"], { reconnect: true }));
    expect(wires(document)).toEqual(["a>0>d"]);
    document.undo();
    expect(wires(document)).toEqual(["a>0>b", "b>0>c", "c>0>d"]);
  });

  it("deletes the members of a group with it, and takes a deleted member out of its group", () => {
    const document = open(
      node("a", "change", [[]], { g: "g" }),
      node("b", "change", [[]], { g: "g" }),
      node("g", "group", [], { nodes: ["a", "b"] }),
    );
    document.transact("Delete", (tx) => removeRecords(tx, document, ["a"]));
    expect(document.get("g")?.nodes).toEqual(["b"]);
    document.transact("Delete", (tx) => removeRecords(tx, document, ["g"]));
    expect(document.onFlow("t")).toEqual([]);
  });

  it("unlinks the partner of a deleted link node, on whatever flow it is", () => {
    const document = open(
      node("o", "link out", [], { links: ["i"] }),
      node("i", "link in", [[]], { z: "other", links: ["o"] }),
    );
    document.transact("Delete", (tx) => removeRecords(tx, document, ["o"]));
    expect(document.get("i")?.links).toEqual([]);
  });

  it("drops the output of a subflow at every instance", () => {
    const definition: NodeRecord = {
      id: "s",
      type: "subflow",
      name: "S",
      in: [],
      out: [
        { x: 0, y: 0, wires: [] },
        { x: 0, y: 0, wires: [] },
      ],
    };
    const document = open(
      definition,
      node("i", "subflow:s", [["d"], ["e"]]),
      node("d", "debug", []),
      node("e", "debug", []),
    );
    document.transact("Delete", (tx) => removeRecords(tx, document, ["s:out:0"]));
    expect(document.get("i")?.wires).toEqual([["e"]]);
    expect(document.get("s")?.out).toHaveLength(1);
  });
});

describe("wiring", () => {
  it("puts a node into a wire", () => {
    const document = open(node("a", "inject", [["d"]]), node("n", "change", [[]]), node("d", "debug", []));
    document.transact("Splice", (tx) =>
      spliceIntoWire(tx, document, { source: "a", port: 0, target: "d" }, "n"),
    );
    expect(wires(document)).toEqual(["a>0>n", "n>0>d"]);
  });

  it("does not put a node without an output into a wire", () => {
    const document = open(node("a", "inject", [["d"]]), node("n", "debug", []), node("d", "debug", []));
    document.transact("Splice", (tx) =>
      spliceIntoWire(tx, document, { source: "a", port: 0, target: "d" }, "n"),
    );
    expect(wires(document)).toEqual(["a>0>d"]);
  });

  it("wires in series, from one to many and from many to one, skipping ends that cannot take a wire", () => {
    const nodes = [
      node("a", "inject", [[]]),
      node("b", "change", [[]]),
      node("c", "change", [[]]),
      node("d", "debug", []),
    ];
    const series = open(...nodes);
    series.transact("Wire", (tx) => wireSeries(tx, series, ["a", "b", "d", "c"]));
    expect(wires(series)).toEqual(["a>0>b", "b>0>d"]);
    const fan = open(...nodes);
    fan.transact("Wire", (tx) => wireOneToMany(tx, fan, ["a", "b", "c"]));
    expect(wires(fan)).toEqual(["a>0>b", "a>0>c"]);
    const join = open(...nodes);
    join.transact("Wire", (tx) => wireManyToOne(tx, join, ["a", "b", "d"]));
    expect(wires(join)).toEqual(["a>0>d", "b>0>d"]);
  });

  it("detaches a node and joins its neighbours", () => {
    const document = chain();
    document.transact("Detach", (tx) => detachNodes(tx, document, "t", new Set(["b"])));
    expect(wires(document)).toEqual(["a>0>c", "c>0>d"]);
  });

  it("leads wires through a junction", () => {
    const document = open(
      node("a", "inject", [["b", "c"]]),
      node("b", "change", [[]]),
      node("c", "change", [[]]),
    );
    let junction = "";
    document.transact("Junction", (tx) => {
      junction = insertJunction(tx, document, "t", wiresOn("t", document), 50, 60);
    });
    expect(wires(document)).toEqual([`a>0>${junction}`, `${junction}>0>b`, `${junction}>0>c`]);
  });

  it("splits a wire with a pair of link nodes", () => {
    const document = open(node("a", "inject", [["d"]]), node("d", "debug", []));
    document.transact("Split", (tx) =>
      splitWithLinks(
        tx,
        document,
        "t",
        { source: "a", port: 0, target: "d" },
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ),
    );
    const out = document.all().find((record) => record.type === "link out")!;
    const into = document.all().find((record) => record.type === "link in")!;
    expect(wires(document)).toEqual([`a>0>${out.id}`, `${into.id}>0>d`]);
    expect([out.links, into.links]).toEqual([[into.id], [out.id]]);
  });

  it("links a link out to a link in at both ends, and no other way round", () => {
    const document = open(node("o", "link out", []), node("i", "link in", [[]]));
    expect(canLink(document.get("o"), document.get("i"))).toBe(true);
    expect(canLink(document.get("i"), document.get("o"))).toBe(false);
    document.transact("Link", (tx) => addLink(tx, "o", "i"));
    expect([document.get("o")?.links, document.get("i")?.links]).toEqual([["i"], ["o"]]);
    document.transact("Unlink", (tx) => removeLink(tx, "o", "i"));
    expect([document.get("o")?.links, document.get("i")?.links]).toEqual([[], []]);
  });
});

describe("groups", () => {
  const box = { x: 0, y: 0, w: 100, h: 100 };

  it("are made, nested and dissolved, and keep both ends of membership in step", () => {
    const document = open(node("a", "change", [[]]), node("b", "change", [[]]));
    let outer = "";
    let inner = "";
    document.transact("Group", (tx) => {
      outer = groupRecords(tx, "t", ["a", "b"], box);
      inner = groupRecords(tx, "t", ["a"], box);
    });
    expect(document.get(inner)).toMatchObject({ g: outer, nodes: ["a"] });
    expect(document.get(outer)?.nodes).toEqual(["b", inner]);
    document.transact("Ungroup", (tx) => ungroup(tx, inner));
    expect(document.get("a")?.g).toBe(outer);
    expect(document.get(outer)?.nodes).toEqual(["b", "a"]);
  });

  it("take nodes in and are merged into one", () => {
    const document = open(node("a", "change", [[]]), node("b", "change", [[]]), node("c", "change", [[]]));
    let first = "";
    document.transact("Group", (tx) => {
      first = groupRecords(tx, "t", ["a"], box);
      const second = groupRecords(tx, "t", ["b"], box);
      joinGroup(tx, second, ["c"]);
      mergeIntoGroup(tx, [first, second]);
    });
    expect(document.groupsOn("t").map((group) => group.id)).toEqual([first]);
    expect(document.get(first)?.nodes).toEqual(["a", "b", "c"]);
  });
});

describe("subflows", () => {
  it("are made of nodes on a flow, with the wires across the border led through an instance", () => {
    const document = chain();
    let instance = "";
    expect(canConvertToSubflow(document, "t", new Set(["b", "c"]))).toBe(true);
    document.transact("Convert", (tx) => {
      instance = convertToSubflow(tx, document, "t", new Set(["b", "c"]), { x: 100, y: 80, w: 200, h: 40 });
    });
    const definition = document.subflows()[0]!;
    expect(wires(document)).toEqual([`a>0>${instance}`, `${instance}>0>d`]);
    expect(wires(document, definition.id)).toEqual([
      "b>0>c",
      `${definition.id}:in:0>0>b`,
      `c>0>${definition.id}:out:0`,
    ]);
    expect(document.get(instance)?.type).toBe(`subflow:${definition.id}`);
  });

  it("cannot be made of nodes that are wired into at two places", () => {
    const document = open(
      node("a", "inject", [["b"]]),
      node("b", "change", [[]]),
      node("e", "inject", [["c"]]),
      node("c", "change", [[]]),
    );
    expect(canConvertToSubflow(document, "t", new Set(["b", "c"]))).toBe(false);
  });

  it("get one input at most", () => {
    const document = open();
    let id = "";
    document.transact("Add", (tx) => {
      id = addSubflow(tx, document);
      addSubflowPort(tx, id, "in", 40, 40);
      addSubflowPort(tx, id, "in", 40, 80);
      addSubflowPort(tx, id, "out", 300, 40);
    });
    const definition = document.subflows()[0]!;
    expect([definition.in?.length, definition.out?.length]).toEqual([1, 1]);
    document.transact("Move", (tx) => moveRecords(tx, new Map([[`${id}:in:0`, { x: 60, y: 60 }]])));
    expect(document.subflows()[0]?.in?.[0]).toMatchObject({ x: 60, y: 60 });
  });
});

describe("flows", () => {
  it("are added after another one, moved among the others and removed with all that stands on them", () => {
    const document = chain();
    const ids: string[] = [];
    document.transact("Add", (tx) => ids.push(addTab(tx, document)));
    document.transact("Add", (tx) => ids.push(addTab(tx, document, "t")));
    const order = () => document.tabs().map((tab) => tab.id);
    expect(order()).toEqual(["t", ids[1], ids[0]]);
    document.transact("Move", (tx) => moveTab(tx, document, "t", 2));
    expect(order()).toEqual([ids[1], ids[0], "t"]);
    document.transact("Move", (tx) => moveTab(tx, document, "t", 0));
    expect(order()).toEqual(["t", ids[1], ids[0]]);
    document.transact("Remove", (tx) => removeFlow(tx, document, "t"));
    expect(document.all().map((record) => record.id)).toEqual([ids[1], ids[0]]);
    expect(nextFlowName(document)).toBe("Flow 4");
  });

  it("begin with one where there is none, and leave what is there alone", () => {
    const config: NodeRecord = { id: "c", type: "mqtt-broker" };
    expect(withFirstFlow([config])).toMatchObject([{ type: "tab", label: "Flow 1" }, config]);
    const records = open(config).toJSON();
    expect(withFirstFlow(records)).toBe(records);
  });

  it("have one of its own for nodes that a damaged file puts on none", () => {
    const lost: NodeRecord = { id: "n", type: "debug", x: 1, y: 1, wires: [] };
    const [tab, found] = withFirstFlow([lost]);
    expect(tab).toMatchObject({ type: "tab", label: "Recovered nodes" });
    expect(found).toEqual({ ...lost, z: tab!.id });
  });
});

it("enables, disables, and shows labels with no more in the file than it needs", () => {
  const document = open(node("a", "change", [[]]), node("i", "link in", [[]]));
  document.transact("Disable", (tx) => setEnabled(tx, ["a"], false));
  expect(document.get("a")?.d).toBe(true);
  document.transact("Enable", (tx) => setEnabled(tx, ["a"], true));
  expect("d" in document.get("a")!).toBe(false);
  document.transact("Labels", (tx) => {
    setLabelShown(tx, ["a", "i"], false);
    expect("l" in tx.get("i")!).toBe(false);
    setLabelShown(tx, ["i"], true);
  });
  expect([document.get("a")?.l, document.get("i")?.l]).toEqual([false, true]);
});
