/** What the keyboard does on the sheet: wires in turn, groups in and out, numbers for names, the layout. */

import { expect, test, vi } from "vitest";
import { FlowDocument } from "../document";
import { sampleNode as node } from "../document/testing/sample-node";
import { sampleTypes } from "../document/testing/sample-types";
import { Clipboard, COMMANDS, CommandRegistry, type EditorContext } from ".";
import { PlainCanvas } from "./testing/plain-canvas";

function open() {
  const document = FlowDocument.fromJSON(
    [
      { id: "t", type: "tab", label: "One" },
      node("a", "inject", 600, 100, [["b", "c"]]),
      node("b", "change", 300, 300, [["c"]], { name: "" }),
      node("c", "debug", 120, 180, []),
      { id: "g", type: "group", z: "t", nodes: ["c"], x: 40, y: 140, w: 200, h: 80 },
    ],
    sampleTypes,
  );
  document.transact("", (tx) => tx.update("c", { g: "g" }));
  const canvas = new PlainCanvas(document, "t");
  const said: string[] = [];
  const context: EditorContext = {
    document,
    canvas,
    clipboard: new Clipboard(),
    canWrite: true,
    ui: {
      editNode: () => {},
      editFlow: () => {},
      notify: (text) => said.push(text),
      showFlow: () => {},
      removeFlow: () => {},
      pressButton: () => {},
    },
  };
  const registry = new CommandRegistry();
  registry.add(COMMANDS);
  return { document, canvas, said, run: (id: string) => registry.run(id, context) };
}

const targets = (canvas: PlainCanvas) => canvas.selectedWires.map((wire) => `${wire.source}>${wire.target}`);

test("the wires of a node are selected in turn, and an arrow leads to an end of one", () => {
  const { canvas, run } = open();
  canvas.select(["b"]);
  const seen: string[] = [];
  for (let count = 0; count < 3; count++) {
    run("wirelatch:select-next-wire");
    seen.push(...targets(canvas));
  }
  expect(seen).toEqual(["a>b", "b>c", "a>b"]);
  run("core:go-to-nearest-node-on-left");
  expect([...canvas.selection]).toEqual(["a"]);
});

test("a key goes from a node to the group around it, and another into a group", () => {
  const { canvas, run } = open();
  canvas.select(["c"]);
  run("wirelatch:go-to-group");
  expect([...canvas.selection]).toEqual(["g"]);
  run("wirelatch:go-into-group");
  expect([...canvas.selection]).toEqual(["c"]);
});

test("a wire by key begins at the port that the selected node has, and at none that it has not", () => {
  const { canvas, run } = open();
  canvas.select(["c"]);
  expect(run("wirelatch:draw-wire-from-output")).toBe(false);
  run("wirelatch:draw-wire-to-input");
  expect(canvas.calls.at(-1)).toBe("wire from input 0 of c");
});

test("the layout moves everything in one step of undo", async () => {
  const { document, canvas, run } = open();
  const before = document.toJSON();
  run("wirelatch:arrange-automatically");
  await vi.waitFor(() => expect(document.undoLabel).toBe("Lay out"));
  const left = (id: string) => canvas.boxOf(id)?.x ?? 0;
  expect(left("a")).toBeLessThan(left("b"));
  expect(left("b")).toBeLessThan(left("g"));
  document.undo();
  expect(document.toJSON()).toEqual(before);
});

test("nodes without a name are numbered, those with one keep it", () => {
  const { document, canvas, run } = open();
  document.transact("", (tx) => tx.update("c", { name: "mine" }));
  canvas.select(["b", "c"]);
  run("core:generate-node-names");
  expect(document.get("c")?.name).toBe("mine");
  const label = sampleTypes.get("change")?.palette_label;
  const hasName = sampleTypes.get("change")?.fields.some((field) => field.name === "name");
  expect(document.get("b")?.name).toBe(hasName ? `${label} 1` : "");
});
