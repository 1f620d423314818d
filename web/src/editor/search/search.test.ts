import { describe, expect, it } from "vitest";
import { FlowDocument, NodeTypes } from "../../document";
import { parseQuery, search } from "./search";

const types = new NodeTypes([]);
const document = FlowDocument.fromJSON(
  [
    { id: "t1", type: "tab", label: "Main" },
    { id: "n1", type: "http in", z: "t1", name: "orders", url: "/orders", x: 1, y: 1, wires: [[]] },
    {
      id: "n2",
      type: "function",
      z: "t1",
      name: "count orders",
      func: "return msg;",
      x: 2,
      y: 2,
      wires: [[]],
      d: true,
    },
    { id: "c1", type: "mqtt-broker", name: "local" },
    { id: "t2", type: "tab", label: "Old orders" },
    { id: "n3", type: "mqtt in", z: "t1", broker: "c1", x: 3, y: 3, wires: [[]] },
  ],
  types,
);
const view = { flow: "t1", hidden: new Set(["t2"]) };
const ids = (text: string) => search(text, document, types, view).map((hit) => hit.record.id);

describe("search", () => {
  it("puts names that begin with the words before names that hold them", () => {
    expect(ids("orders")).toEqual(["n1", "n2", "t2"]);
  });

  it("looks into properties, and says into which", () => {
    expect(search("return msg", document, types, view)).toMatchObject([
      { record: { id: "n2" }, where: "func" },
    ]);
  });

  it("knows types, ids, users of a node and states", () => {
    expect(ids('type:"http in"')).toEqual(["n1"]);
    expect(ids("uses:c1")).toEqual(["n3"]);
    expect(ids("is:config")).toEqual(["c1"]);
    expect(ids("is:disabled orders")).toEqual(["n2"]);
    expect(ids("is:unused")).toEqual([]);
    expect(ids("c1")).toContain("c1");
    expect(ids("is:hidden")).toEqual(["t2"]);
    expect(ids("flow:current type:function")).toEqual(["n2"]);
  });

  it("finds nothing for nothing", () => {
    expect(ids("")).toEqual([]);
    expect(parseQuery("  is:config broker ")).toEqual({ words: "broker", filters: [["is", "config"]] });
  });
});
