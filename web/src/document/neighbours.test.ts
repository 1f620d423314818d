import { expect, test } from "vitest";
import { usualNeighbours } from "./neighbours";

const flow = [
  { id: "a", type: "inject", wires: [["b", "c"]] },
  { id: "b", type: "rbe", wires: [["d"]] },
  { id: "c", type: "rbe", wires: [[]] },
  { id: "d", type: "debug", wires: [] },
];

test("what follows a type in the document comes before what usually does", () => {
  expect(usualNeighbours(flow, "inject", "after")).toEqual(["rbe", "function", "change", "debug"]);
});

test("what leads to a type is suggested for its input", () => {
  expect(usualNeighbours(flow, "debug", "before")[0]).toBe("rbe");
});

test("a type that nothing is known of has no usual neighbours", () => {
  expect(usualNeighbours(flow, "smtp", "after")).toEqual([]);
});
