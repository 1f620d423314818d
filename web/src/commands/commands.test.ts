import { describe, expect, it } from "vitest";
import { FlowDocument, type NodeRecord, wireKey, wiresOn } from "../document";
import { sampleNode as node } from "../document/testing/sample-node";
import { sampleTypes } from "../document/testing/sample-types";
import { Clipboard, COMMANDS, CommandRegistry, type EditorContext, Keymap } from ".";
import { PlainCanvas } from "./testing/plain-canvas";

function open(more: NodeRecord[] = []) {
  const records: NodeRecord[] = [
    { id: "t", type: "tab", label: "One" },
    { id: "t2", type: "tab", label: "Two" },
    node("a", "inject", 100, 100, [["b"]]),
    node("b", "change", 300, 103, [["c"]]),
    node("c", "debug", 520, 180, [], { active: true }),
    ...more,
  ];
  const document = FlowDocument.fromJSON(structuredClone(records), sampleTypes);
  const canvas = new PlainCanvas(document, "t");
  const done: string[] = [];
  const context: EditorContext = {
    document,
    canvas,
    clipboard: new Clipboard(),
    canWrite: true,
    ui: {
      editNode: (id) => done.push(`edit ${id}`),
      editFlow: (id) => done.push(`edit ${id}`),
      notify: (text) => done.push(text),
      showFlow: (id) => {
        canvas.showFlow(id);
        done.push(`show ${id}`);
      },
      removeFlow: (id) => done.push(`remove ${id}`),
      pressButton: (id) => done.push(`press ${id}`),
    },
  };
  const registry = new CommandRegistry();
  registry.add(COMMANDS);
  const run = (id: string) => registry.run(id.includes(":") ? id : `core:${id}`, context);
  return { document, canvas, context, done, run, registry, wires: () => wiresOn("t", document).map(wireKey) };
}

describe("the list of commands", () => {
  it("has ids and labels once each, and no two on the same keys", () => {
    expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length);
    expect(new Set(COMMANDS.map((command) => command.label)).size).toBe(COMMANDS.length);
    expect(new Keymap(COMMANDS).conflicts()).toEqual([]);
    for (const command of COMMANDS) expect(command.id).toMatch(/^(core|wirelatch):[a-z-]+$/);
  });

  it("offers only what can be done now", () => {
    const { registry, context } = open();
    const ids = () =>
      registry.find("", context).flatMap(({ command, reason }) => (reason ? [] : [command.id]));
    expect(ids()).not.toContain("core:delete-selection");
    context.canvas.select(["a"]);
    expect(ids()).toContain("core:delete-selection");
    context.canWrite = false;
    expect(ids()).not.toContain("core:delete-selection");
  });

  it("finds commands by a few letters, the likeliest first", () => {
    const { registry, context } = open();
    expect(registry.find("zoom fit", context)[0]?.command.id).toBe("core:zoom-fit");
    expect(registry.find("selall", context)[0]?.command.id).toBe("core:select-all-nodes");
    expect(registry.find("qqqq", context)).toEqual([]);
  });

  it("changes nothing on a locked flow", () => {
    const { document, canvas, run } = open();
    run("lock-flow");
    canvas.select(["a"]);
    expect(run("delete-selection")).toBe(false);
    run("unlock-flow");
    expect(document.get("t")).not.toHaveProperty("locked");
    expect(run("delete-selection")).toBe(true);
  });
});

describe("editing", () => {
  it("deletes nodes and wires, reconnects when asked, and undoes", () => {
    const { canvas, run, wires } = open();
    canvas.select(["b"]);
    run("delete-selection-and-reconnect");
    expect(wires()).toEqual(["a>0>c"]);
    run("undo");
    canvas.select([], [{ source: "a", port: 0, target: "b" }]);
    run("delete-selection");
    expect(wires()).toEqual(["b>0>c"]);
    run("undo");
    run("redo");
    expect(wires()).toEqual(["b>0>c"]);
  });

  it("says how many nodes of the sheet were copied, without those inside of subflows", () => {
    const { canvas, run, done } = open([
      { id: "s", type: "subflow", name: "Sub", in: [], out: [] },
      { ...node("inner", "change", 100, 100, [[]]), z: "s" },
      node("i", "subflow:s", 300, 300, []),
    ]);
    canvas.select(["i"]);
    run("copy-selection-to-internal-clipboard");
    expect(done).toEqual(["1 node copied"]);
  });

  it("pastes what was copied under the pointer, wired as it was, as one step", () => {
    const { document, canvas, run, done, wires } = open();
    canvas.select(["a", "b"]);
    run("copy-selection-to-internal-clipboard");
    expect(done).toEqual(["2 nodes copied"]);
    run("paste-from-internal-clipboard");
    const copies = [...canvas.selection].map((id) => document.get(id)!);
    expect(copies.map((copy) => [copy.type, copy.x, copy.y])).toEqual([
      ["inject", 300, 300],
      ["change", 500, 303],
    ]);
    expect(wires()).toContain(`${copies[0]!.id}>0>${copies[1]!.id}`);
    expect(canvas.calls).toEqual(["carry as one step"]);
    run("undo");
    expect(document.onFlow("t")).toHaveLength(3);
  });

  it("cuts", () => {
    const { document, canvas, context, run } = open();
    canvas.select(["c"]);
    run("cut-selection-to-internal-clipboard");
    expect(document.get("c")).toBeUndefined();
    expect(context.clipboard.read().map((record) => record.type)).toEqual(["debug"]);
  });
});

describe("arranging", () => {
  it("aligns, as one step", () => {
    const { document, canvas, run } = open();
    canvas.select(["a", "b"]);
    run("align-selection-to-top");
    expect([document.get("a")?.y, document.get("b")?.y]).toEqual([100, 100]);
    run("undo");
    expect(document.get("b")?.y).toBe(103);
  });

  it("steps by the grid and moves by one, presses of one run being one step of undo", () => {
    const { document, canvas, run } = open();
    canvas.select(["a"]);
    run("step-selection-right");
    run("step-selection-down");
    run("move-selection-left");
    expect([document.get("a")?.x, document.get("a")?.y]).toEqual([119, 120]);
    run("undo");
    expect([document.get("a")?.x, document.get("a")?.y]).toEqual([100, 100]);
  });

  it("moves a group with its members, and stretches the group around what moves", () => {
    const { document, canvas, run } = open();
    canvas.select(["a", "b"]);
    run("group-selection");
    const [id] = [...canvas.selection] as [string];
    const before = document.get(id)!;
    run("step-selection-down");
    expect([document.get(id)?.y, document.get("a")?.y]).toEqual([(before.y ?? 0) + 20, 120]);
    canvas.select(["b"]);
    run("step-selection-right");
    expect(document.get(id)?.w).toBe(Number(before.w) + 20);
    canvas.select([id]);
    run("ungroup-selection");
    expect([...canvas.selection]).toEqual(["a", "b"]);
    expect(document.get("a")).not.toHaveProperty("g");
  });

  it("changes the order of drawing", () => {
    const { document, canvas, run } = open();
    const order = () =>
      document
        .onFlow("t")
        .map((record) => record.id)
        .join("");
    canvas.select(["a"]);
    run("move-selection-to-front");
    expect(order()).toBe("bca");
    run("move-selection-backwards");
    expect(order()).toBe("bac");
    run("move-selection-to-back");
    expect(order()).toBe("abc");
    run("move-selection-forwards");
    expect(order()).toBe("bac");
  });
});

describe("selecting and going", () => {
  it("selects along wires", () => {
    const { canvas, run } = open();
    canvas.select(["b"]);
    run("select-downstream-nodes");
    expect([...canvas.selection]).toEqual(["b", "c"]);
    run("select-connected-nodes");
    expect(canvas.selection.size).toBe(3);
  });

  it("goes to the nearest node, along wires, and in reading order", () => {
    const { canvas, run } = open();
    const at = () => [...canvas.selection].join();
    run("go-to-nearest-node-on-right");
    expect(at()).toBe("a");
    run("go-to-nearest-node-on-right");
    expect(at()).toBe("b");
    run("go-to-next-node");
    expect(at()).toBe("c");
    run("wirelatch:go-to-next-in-reading-order");
    expect(at()).toBe("a");
    run("wirelatch:go-to-previous-in-reading-order");
    expect(at()).toBe("c");
  });
});

describe("wiring", () => {
  it("wires in series in the order of reading, and detaches", () => {
    const { canvas, run, wires } = open([
      node("d", "change", 300, 300, [[]]),
      node("e", "change", 100, 300, [[]]),
    ]);
    canvas.select(["d", "e"]);
    run("wire-series-of-nodes");
    expect(wires()).toContain("e>0>d");
    canvas.select(["b"]);
    run("detach-selected-nodes");
    expect(wires()).toContain("a>0>c");
  });

  it("splits a selected wire with a junction or link nodes", () => {
    const { document, canvas, run } = open();
    canvas.select([], [{ source: "a", port: 0, target: "b" }]);
    run("split-wires-with-junctions");
    expect(document.all().filter((record) => record.type === "junction")).toHaveLength(1);
    run("undo");
    canvas.select([], [{ source: "a", port: 0, target: "b" }]);
    run("split-wire-with-link-nodes");
    expect(document.all().filter((record) => record.type.startsWith("link"))).toHaveLength(2);
  });
});

describe("flows and the rest", () => {
  it("adds, shows and removes flows", () => {
    const { document, canvas, run, done } = open();
    run("add-flow-to-right");
    expect(document.tabs().map((tab) => tab.label)).toEqual(["One", "Flow 3", "Two"]);
    run("show-next-tab");
    run("show-next-tab");
    expect(canvas.flow).toBe("t");
    run("remove-flow");
    expect(done.at(-1)).toBe("remove t");
  });

  it("turns the selection into a subflow, or says why it cannot", () => {
    const { document, canvas, run, done, wires } = open([node("i2", "inject", 100, 200, [["c"]])]);
    canvas.select(["b", "c"]);
    run("convert-to-subflow");
    expect(done.at(-1)).toContain("one input");
    canvas.select(["b"]);
    run("convert-to-subflow");
    const [instance] = [...canvas.selection];
    expect(document.get(instance!)?.type).toBe(`subflow:${document.subflows()[0]?.id}`);
    expect(wires()).toContain(`a>0>${instance}`);
  });

  it("disables nodes, switches debug off, presses buttons, deploys", () => {
    const { document, canvas, run, done } = open();
    canvas.select(["a"]);
    run("disable-selected-nodes");
    expect(document.get("a")?.d).toBe(true);
    expect(run("disable-selected-nodes")).toBe(false);
    run("deactivate-all-flow-debug-nodes");
    expect(document.get("c")?.active).toBe(false);
    run("trigger-selected-nodes-action");
    expect(done).toEqual(["press a"]);
  });

  it("zooms and scrolls", () => {
    const { canvas, run } = open();
    run("zoom-in");
    run("zoom-fit");
    run("scroll-view-left");
    expect(canvas.calls).toEqual(["zoom step 1", "fit", "pan 40 0"]);
  });
});
