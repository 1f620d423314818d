import { describe, expect, it } from "vitest";
import { FlowDocument, NodeTypes } from "../../document";
import type { NodeType } from "../../schema";
import { copyOf, newTest, nodeOfFailure } from "./new-test";

const type = (name: string, inputs: number, button: string | null = null) =>
  ({
    type: name,
    category: "common",
    inputs,
    outputs: 1,
    button,
    label: [],
    output_labels: [],
    fields: [],
  }) as never as NodeType;

const types = new NodeTypes([type("inject", 0, "inject"), type("change", 1), type("debug", 1)]);
const document = FlowDocument.fromJSON(
  [
    { id: "f", type: "tab", label: "F" },
    { id: "go", type: "inject", z: "f", x: 0, y: 0, wires: [["set"]] },
    { id: "set", type: "change", z: "f", x: 100, y: 0, wires: [["out"]] },
    { id: "out", type: "debug", z: "f", x: 200, y: 0, wires: [] },
  ] as never,
  types,
);

describe("a new test", () => {
  it("presses the button and looks at the end of the flow", () => {
    expect(newTest("f", document, types)).toMatchObject({
      flow: "f",
      send: [{ press: "go" }],
      expect: [{ node: "out", messages: [{ payload: "" }] }],
    });
  });

  it("is about the nodes that are selected", () => {
    expect(newTest("f", document, types, ["set"])).toMatchObject({
      send: [{ to: "set" }],
      expect: [{ node: "set" }],
    });
  });

  it("is copied with an id of its own", () => {
    const test = newTest("f", document, types);
    const copy = copyOf(test, "again");
    expect(copy.id).not.toBe(test.id);
    expect(copy).toMatchObject({ name: "again", send: test.send });
  });
});

describe("a failure", () => {
  const test = newTest("f", document, types);

  it("leads to the node that it names by id or by name", () => {
    expect(nodeOfFailure("at inject go: …", test, () => "")).toBe("go");
    expect(nodeOfFailure("at “press”: …", test, (id) => (id === "go" ? "press" : ""))).toBe("go");
  });

  it("leads to what is expected where it names none", () => {
    expect(nodeOfFailure("nothing came", test, () => "")).toBe("out");
  });
});
