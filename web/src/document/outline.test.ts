import { describe, expect, test } from "vitest";
import { FlowDocument } from "./flow-document";
import { NodeTypes } from "./node-types";
import { outlineRows } from "./outline";

const headings = { flows: "Flows", subflows: "Subflows", configs: "Config", group: "Group" };
const document = FlowDocument.fromJSON(
  [
    { id: "t1", type: "tab", label: "Main" },
    { id: "g", type: "group", z: "t1", nodes: ["b", "c"], x: 0, y: 200, w: 100, h: 100 },
    { id: "a", type: "late", z: "t1", x: 100, y: 500, wires: [] },
    { id: "b", type: "right", z: "t1", g: "g", x: 300, y: 220, wires: [] },
    { id: "c", type: "left", z: "t1", g: "g", x: 100, y: 225, wires: [] },
    { id: "first", type: "first", z: "t1", x: 100, y: 20, wires: [] },
    { id: "j", type: "junction", z: "t1", x: 100, y: 30, wires: [[]] },
    { id: "scoped", type: "broker", z: "t1", name: "scoped" },
    { id: "global", type: "broker", name: "global" },
  ],
  new NodeTypes([]),
);
const rows = (open: string[], only?: string[]) =>
  outlineRows(document, { open: new Set(open), headings, ...(only ? { only: new Set(only) } : {}) });

describe("the outline", () => {
  test("shows what stands on an open flow in the order of reading, its own config nodes last", () => {
    const shown = rows(["flows", "t1", "g"]).map((row) => `${row.level} ${row.id}`);
    expect(shown).toEqual([
      "1 flows",
      "2 t1",
      "3 first",
      "3 g",
      "4 c",
      "4 b",
      "3 a",
      "3 scoped",
      "1 subflows",
      "1 configs",
    ]);
  });

  test("leaves out what is in closed branches, and says how many there are below a heading", () => {
    expect(rows([]).map((row) => [row.id, row.size])).toEqual([
      ["flows", 1],
      ["subflows", 0],
      ["configs", 1],
    ]);
  });

  test("with a filter shows what was found and what leads there, open", () => {
    expect(rows([], ["b"]).map((row) => row.id)).toEqual(["flows", "t1", "g", "b"]);
  });
});
