import { describe, expect, it } from "vitest";
import { type ChangeEvent, FlowDocument } from "./flow-document";
import type { NodeRecord } from "./records";
import { sampleTypes } from "./testing/sample-types";

const records: NodeRecord[] = [
  { id: "t1", type: "tab", label: "One", unknown: { kept: [1] } },
  { id: "a", type: "inject", z: "t1", name: "go", x: 100, y: 40, wires: [["b"]] },
  { id: "b", type: "nobody-knows", z: "t1", strange: true, x: 300, y: 40, wires: [] },
  { id: "cfg", type: "mqtt-broker", broker: "localhost" },
];

const open = (list: NodeRecord[] = records) => FlowDocument.fromJSON(structuredClone(list), sampleTypes);
const text = (document: FlowDocument) => JSON.stringify(document.toJSON());

describe("reading and writing", () => {
  it("gives back a file byte for byte, unknown types, unknown keys and key order included", () => {
    expect(text(open())).toBe(JSON.stringify(records));
  });

  it("gives back objects that are no records, and second records with the same id", () => {
    const odd = [
      { type: "comment-without-id" },
      ...records,
      { id: "a", type: "again" },
    ] as unknown as NodeRecord[];
    const document = open(odd);
    expect(text(document)).toBe(JSON.stringify(odd));
    expect(document.get("a")?.type).toBe("inject");
  });

  it("tells tabs, what stands on a flow and config nodes apart", () => {
    const document = open();
    expect(document.tabs().map((tab) => tab.id)).toEqual(["t1"]);
    expect(document.onFlow("t1").map((record) => record.id)).toEqual(["a", "b"]);
    expect(document.configNodes().map((record) => record.id)).toEqual(["cfg"]);
    expect(document.sourcesOf("b")).toEqual(["a"]);
  });
});

describe("transactions", () => {
  it("keep the order of keys on update, and delete a key that is set to undefined", () => {
    const document = open();
    document.transact("Edit", (tx) => tx.update("a", { name: "new", x: undefined, added: 1 }));
    expect(Object.keys(document.get("a")!)).toEqual(["id", "type", "z", "name", "y", "wires", "added"]);
  });

  it("never change a record in place", () => {
    const document = open();
    const before = document.get("a");
    document.transact("Edit", (tx) => tx.update("a", { name: "new" }));
    expect(before?.name).toBe("go");
  });

  it("leave nothing behind when they throw", () => {
    const document = open();
    expect(() =>
      document.transact("Fail", (tx) => {
        tx.remove("a");
        tx.update("b", { name: "x" });
        tx.update("nobody", {});
      }),
    ).toThrow("no record with the id nobody");
    expect(text(document)).toBe(JSON.stringify(records));
    expect(document.canUndo).toBe(false);
  });

  it("make no step of history when nothing has changed", () => {
    const document = open();
    document.transact("Nothing", (tx) => tx.update("a", { name: "go" }));
    document.transact("There and back", (tx) => {
      tx.add({ id: "c", type: "change", z: "t1" });
      tx.remove("c");
    });
    expect(document.canUndo).toBe(false);
    expect(document.version).toBe(0 + 1);
  });

  it("join an open transaction when they are nested", () => {
    const document = open();
    document.transact("Outer", (tx) => {
      tx.update("a", { name: "1" });
      document.transact("Inner", (inner) => inner.update("b", { name: "2" }));
    });
    document.undo();
    expect(text(document)).toBe(JSON.stringify(records));
  });

  it("with the same merge key are one step", () => {
    const document = open();
    for (const x of [120, 140, 160])
      document.transact("Move", (tx) => tx.update("a", { x }), { mergeKey: "move" });
    document.undo();
    expect(document.get("a")?.x).toBe(100);
    expect(document.canUndo).toBe(false);
  });
});

it("rules put right what follows from a change, in the same step", () => {
  const document = open();
  const stop = document.addRule((tx) => {
    for (const { id, after } of tx.changes()) if (after?.name === "go!") tx.update(id, { x: 1 });
  });
  document.transact("Rename", (tx) => tx.update("a", { name: "go!" }));
  expect(document.get("a")?.x).toBe(1);
  document.undo();
  expect(document.get("a")).toMatchObject({ name: "go", x: 100 });
  stop();
  document.redo();
  document.transact("Rename", (tx) => tx.update("b", { name: "go!" }));
  expect(document.get("b")?.x).toBe(300);
});

describe("undo and redo", () => {
  it("restore the file exactly, order of records and keys included", () => {
    const document = open();
    document.transact("Delete", (tx) => tx.remove("a"));
    document.transact("Edit", (tx) => tx.update("b", { strange: undefined }));
    const after = text(document);
    document.undo();
    document.undo();
    expect(text(document)).toBe(JSON.stringify(records));
    document.redo();
    document.redo();
    expect(text(document)).toBe(after);
  });

  it("move a record back to where it stood in the file", () => {
    const document = open();
    document.transact("Move", (tx) => tx.move("cfg", "t1"));
    expect(document.all().map((record) => record.id)).toEqual(["cfg", "t1", "a", "b"]);
    document.undo();
    expect(document.all().map((record) => record.id)).toEqual(["t1", "a", "b", "cfg"]);
  });

  it("forget what was undone once something new is done", () => {
    const document = open();
    document.transact("One", (tx) => tx.update("a", { name: "1" }));
    document.undo();
    document.transact("Two", (tx) => tx.update("a", { name: "2" }));
    expect(document.canRedo).toBe(false);
    expect(document.undoLabel).toBe("Two");
  });

  it("keep the index of wires in step", () => {
    const document = open();
    document.transact("Cut", (tx) => tx.update("a", { wires: [[]] }));
    expect(document.sourcesOf("b")).toEqual([]);
    document.undo();
    expect(document.sourcesOf("b")).toEqual(["a"]);
    document.transact("Delete", (tx) => tx.remove("a"));
    expect(document.sourcesOf("b")).toEqual([]);
  });
});

describe("what is deployed", () => {
  it("is told from what has changed, and a move on the sheet from a real change", () => {
    const document = open();
    document.transact("Move", (tx) => tx.update("a", { x: 140 }));
    document.transact("Edit", (tx) => tx.update("b", { name: "n" }));
    document.transact("Add", (tx) => tx.add({ id: "c", type: "change", z: "t1", x: 1, y: 1, wires: [[]] }));
    document.transact("Delete", (tx) => tx.remove("cfg"));
    expect(["a", "b", "c", "cfg"].map((id) => document.changeOf(id))).toEqual([
      "moved",
      "changed",
      "added",
      "removed",
    ]);
    expect(document.changedIds()).toEqual(new Set(["a", "b", "c"]));
    expect(document.removedRecords().map((record) => record.id)).toEqual(["cfg"]);
  });

  it("is clean again when a change is undone or typed back", () => {
    const document = open();
    document.transact("Edit", (tx) => tx.update("a", { name: "x" }));
    document.transact("Edit", (tx) => tx.update("a", { name: "go" }));
    expect(document.isDirty()).toBe(false);
    document.transact("Delete", (tx) => tx.remove("b"));
    document.undo();
    expect(document.isDirty()).toBe(false);
  });

  it("can be undone after a deploy, and is dirty then", () => {
    const document = open();
    document.transact("Edit", (tx) => tx.update("a", { name: "x" }));
    document.markDeployed("rev2");
    expect(document.isDirty()).toBe(false);
    document.undo();
    expect(document.changeOf("a")).toBe("changed");
    expect(document.revision).toBe("rev2");
  });
});

it("tells listeners what changed, before and after", () => {
  const document = open();
  const events: ChangeEvent[] = [];
  const stop = document.subscribe((event) => events.push(event));
  document.transact("Rename", (tx) => tx.update("a", { name: "x" }));
  document.undo();
  stop();
  document.redo();
  expect(events.map((event) => [event.origin, event.label])).toEqual([
    ["edit", "Rename"],
    ["undo", "Rename"],
  ]);
  expect(events[0]?.changes[0]).toMatchObject({ id: "a", before: { name: "go" }, after: { name: "x" } });
});

it("takes other records in place of all, and forgets the history", () => {
  const document = open();
  document.transact("Edit", (tx) => tx.update("a", { name: "x" }));
  document.replace([{ id: "t9", type: "tab", label: "New" }], "rev9");
  expect(document.all().map((record) => record.id)).toEqual(["t9"]);
  expect([document.canUndo, document.isDirty(), document.revision]).toEqual([false, false, "rev9"]);
});

it("becomes another document with all of its records in its order, however many, as one step", () => {
  const document = open();
  const many = Array.from({ length: 10_000 }, (_, n) => ({ id: `n${n}`, type: "x", z: "t1", wires: [] }));
  const wanted = [records[0]!, ...many, ...records.slice(2), { id: "end", type: "tab" }];
  document.become(wanted, "Restore");
  expect(text(document)).toBe(JSON.stringify(wanted));
  document.undo();
  expect(text(document)).toBe(JSON.stringify(records));
});
