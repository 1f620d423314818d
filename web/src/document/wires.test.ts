import { expect, it } from "vitest";
import { FlowDocument } from "./flow-document";
import type { NodeRecord } from "./records";
import { sampleTypes } from "./testing/sample-types";
import { addWire, hasWire, removeWire, subflowEnd, type Wire, wireKey, wiresOn } from "./wires";

const records: NodeRecord[] = [
  {
    id: "s",
    type: "subflow",
    name: "S",
    in: [{ x: 40, y: 40, wires: [{ id: "a" }] }],
    out: [
      {
        x: 400,
        y: 40,
        wires: [
          { id: "a", port: 1 },
          { id: "s", port: 0 },
        ],
      },
    ],
    status: { x: 400, y: 100, wires: [] },
  },
  { id: "a", type: "switch", z: "s", outputs: 2, x: 200, y: 40, wires: [["b"], ["gone"]] },
  { id: "b", type: "debug", z: "s", x: 300, y: 100, wires: [] },
];
const open = () => FlowDocument.fromJSON(structuredClone(records), sampleTypes);

it("lists wires between nodes and at the ports of a subflow, and leaves out those that lead nowhere", () => {
  expect(wiresOn("s", open()).map(wireKey)).toEqual([
    "a>0>b",
    "s:in:0>0>a",
    "a>1>s:out:0",
    "s:in:0>0>s:out:0",
  ]);
});

it.each<[string, Wire]>([
  ["between nodes", { source: "a", port: 1, target: "b" }],
  ["from an input of a subflow", { source: "s:in:0", port: 0, target: "b" }],
  ["to an output of a subflow", { source: "a", port: 0, target: "s:out:0" }],
  ["to the status of a subflow", { source: "a", port: 0, target: "s:status:0" }],
])("adds and removes a wire %s", (_, wire) => {
  const document = open();
  document.transact("Add", (tx) => {
    addWire(tx, wire);
    addWire(tx, wire);
  });
  expect(hasWire(document, wire)).toBe(true);
  expect(wiresOn("s", document).filter((item) => wireKey(item) === wireKey(wire))).toHaveLength(1);
  document.transact("Remove", (tx) => removeWire(tx, wire));
  expect(wiresOn("s", document)).toHaveLength(4);
});

it("removes a wire that goes straight through a subflow", () => {
  const document = open();
  document.transact("Remove", (tx) => removeWire(tx, { source: "s:in:0", port: 0, target: "s:out:0" }));
  expect(wiresOn("s", document).map(wireKey)).not.toContain("s:in:0>0>s:out:0");
});

it("makes room for an output that had no list of wires yet", () => {
  const document = open();
  document.transact("Add", (tx) => addWire(tx, { source: "b", port: 2, target: "a" }));
  expect(document.get("b")?.wires).toEqual([[], [], ["a"]]);
});

it("knows the ports of subflows by their ids", () => {
  expect(subflowEnd("abc:out:12")).toEqual({ subflow: "abc", side: "out", index: 12 });
  expect(subflowEnd("0123456789abcdef")).toBeUndefined();
});
