import { describe, expect, it } from "vitest";
import { FlowDocument, type NodeRecord, NodeTypes } from "../../document";
import { deployProblems } from "./check";

const type = (name: string, more = {}) =>
  ({ type: name, category: "function", inputs: 1, outputs: 1, label: [], fields: [], ...more }) as never;
const types = new NodeTypes([
  type("change", { fields: [{ name: "rules", widget: "text", required: true, label: "Rules" }] }),
  type("broker", { category: "config", inputs: 0, outputs: 0 }),
]);

describe("deployProblems", () => {
  it("tells of types that are missing, values that are not valid and config nodes nobody uses, and of nothing else", () => {
    const on = { z: "t", x: 0, y: 0, wires: [[]] };
    const document = FlowDocument.fromJSON(
      [
        { id: "t", type: "tab", label: "Flow of mine" },
        { id: "off", type: "tab", label: "Off", disabled: true },
        { id: "s", type: "strange", name: "foreign", ...on, wires: [["gone"]] },
        { id: "i", type: "subflow:none", ...on },
        { id: "c", type: "change", rules: "", ...on },
        { id: "d", type: "change", rules: "", ...on, z: "off" },
        { id: "b", type: "broker", name: "idle" },
      ] as NodeRecord[],
      types,
      "1",
    );
    expect(deployProblems(document, types)).toEqual([
      { id: "s", what: "unknown", label: "foreign", flow: "Flow of mine", detail: "strange" },
      { id: "i", what: "unknown", label: "subflow:none", flow: "Flow of mine", detail: "subflow:none" },
      { id: "c", what: "invalid", label: "change", flow: "Flow of mine", detail: "Rules" },
      { id: "b", what: "unused", label: "broker", flow: "", detail: "broker" },
    ]);
  });
});
