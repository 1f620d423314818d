/** Patches as both ends of the protocol understand them; the server's end: tests/workbench/drafts/test_patches.py. */
import { describe, expect, it } from "vitest";
import cases from "../../../tests/workbench/drafts/patches.json";
import { FlowDocument } from "./flow-document";
import { type Patch, patched, type RecordPatch, recordPatches } from "./patches";
import type { NodeRecord } from "./records";
import { sampleTypes } from "./testing/sample-types";

describe("patches", () => {
  it.each(cases.map((one) => [one.what, one] as const))("does the same as on the server: %s", (_, one) => {
    const patches = one.patches as unknown as RecordPatch[];
    expect(patches.reduce(patched, one.before as unknown as NodeRecord)).toEqual(one.after);
  });

  it("tells wires, members and ports as what was added and taken out", () => {
    const before = { id: "a", type: "x", wires: [["b", "c"]], nodes: ["n"], in: [{ x: 1, y: 1, wires: [] }] };
    const after = {
      ...before,
      wires: [["c", "d"]],
      nodes: ["m", "n"],
      in: [{ x: 1, y: 1, wires: [{ id: "z" }] }],
    };
    expect(recordPatches(before, after)).toEqual([
      { op: "list", id: "a", path: ["wires", 0], remove: ["b"], add: [[1, "d"]] },
      { op: "list", id: "a", path: ["nodes"], remove: [], add: [[0, "m"]] },
      { op: "list", id: "a", path: ["in", 0, "wires"], remove: [], add: [[0, { id: "z" }]] },
    ]);
  });

  it("sets what is no set as a whole", () => {
    const before = { id: "a", type: "x", wires: [["b", "b"]], rules: [1] };
    const after = { id: "a", type: "x", wires: [["b"]], rules: [1, 2] };
    expect(recordPatches(before, after)).toEqual([
      { op: "set", id: "a", path: ["wires"], value: [["b"]] },
      { op: "set", id: "a", path: ["rules"], value: [1, 2] },
    ]);
  });

  it("gives many records that go to one place room there, in their order", () => {
    const document = FlowDocument.fromJSON(
      [
        { id: "first", type: "tab" },
        { id: "last", type: "tab" },
      ],
      sampleTypes,
    );
    const add = (id: string): Patch => ({ op: "add", record: { id, type: "tab" }, before: "last" });
    const names = Array.from({ length: 300 }, (_, index) => `n${index}`);
    document.receive("", (tx) => tx.apply(names.map(add)));
    expect(document.all().map((record) => record.id)).toEqual(["first", ...names, "last"]);
  });
});
