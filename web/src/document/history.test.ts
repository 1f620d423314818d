/** Undo while others change the same document, and over pages. */
import { describe, expect, it } from "vitest";
import { FlowDocument } from "./flow-document";
import type { NodeRecord } from "./records";
import { sampleTypes } from "./testing/sample-types";

const records: NodeRecord[] = [
  { id: "t1", type: "tab", label: "One" },
  { id: "a", type: "inject", z: "t1", name: "go", x: 1, y: 1, wires: [["b"]] },
  { id: "b", type: "debug", z: "t1", name: "out", x: 2, y: 2, wires: [] },
];
const open = () => FlowDocument.fromJSON(structuredClone(records), sampleTypes);
const ids = (document: FlowDocument) => document.all().map((record) => record.id);

/** Another page with the same records, and the history that the first one left. */
function nextPage(document: FlowDocument): FlowDocument {
  const next = FlowDocument.fromJSON(structuredClone(document.toJSON()), sampleTypes);
  next.restoreHistory(JSON.parse(JSON.stringify(document.saveHistory())));
  return next;
}

describe("undo beside others", () => {
  it("leaves what others changed in the same record", () => {
    const document = open();
    document.transact("mine", (tx) => tx.update("a", { name: "mine", wires: [["b", "c"]] }));
    document.receive("theirs", (tx) => {
      tx.update("a", { x: 50 });
      tx.apply([{ op: "list", id: "a", path: ["wires", 0], remove: [], add: [[2, "d"]] }]);
    });
    document.undo();
    expect(document.get("a")).toMatchObject({ name: "go", x: 50, wires: [["b", "d"]] });
    document.redo();
    expect(new Set(document.get("a")?.wires?.[0])).toEqual(new Set(["b", "c", "d"]));
    expect(document.get("a")).toMatchObject({ name: "mine", x: 50 });
  });

  it("does not take back what somebody changed after it, and passes over such a step", () => {
    const document = open();
    document.transact("first", (tx) => tx.update("b", { name: "first" }));
    document.transact("second", (tx) => tx.update("a", { name: "second" }));
    document.receive("theirs", (tx) => tx.update("a", { name: "theirs" }));
    document.undo();
    expect(document.get("a")?.name).toBe("theirs");
    expect(document.get("b")?.name).toBe("out");
  });

  it("does nothing for a record that somebody deleted, and brings back what one deleted oneself", () => {
    const document = open();
    document.transact("mine", (tx) => {
      tx.update("a", { name: "mine" });
      tx.remove("b");
    });
    document.receive("theirs", (tx) => tx.remove("a"));
    document.undo();
    expect(ids(document)).toEqual(["t1", "b"]);
  });

  it("does not make one step of what was done before and after a change by somebody else", () => {
    const document = open();
    document.transact("type", (tx) => tx.update("a", { name: "x" }), { mergeKey: "typing" });
    document.receive("theirs", (tx) => tx.update("a", { x: 9 }));
    document.transact("type", (tx) => tx.update("a", { name: "xy" }), { mergeKey: "typing" });
    document.undo();
    expect(document.get("a")).toMatchObject({ name: "x", x: 9 });
  });
});

describe("undo on the next page", () => {
  it("takes back changes, additions and deletions, each to its place", () => {
    const document = open();
    document.transact("change", (tx) => tx.update("a", { name: "changed" }));
    document.transact("delete", (tx) => tx.remove("a"));
    document.transact("add", (tx) => tx.add({ id: "n", type: "debug", z: "t1", x: 0, y: 0 }));
    document.transact("move", (tx) => tx.move("n", "b"));
    expect(ids(document)).toEqual(["t1", "n", "b"]);
    const next = nextPage(document);
    next.undo();
    expect(ids(next)).toEqual(["t1", "b", "n"]);
    next.undo();
    expect(ids(next)).toEqual(["t1", "b"]);
    const third = nextPage(next);
    third.undo();
    expect(ids(third)).toEqual(["t1", "a", "b"]);
    third.undo();
    expect(third.toJSON()).toEqual(records);
    for (let count = 0; count < 4; count += 1) third.redo();
    expect(third.toJSON()).toEqual(document.toJSON());
  });

  it("keeps no credentials", () => {
    const document = open();
    document.transact("secret", (tx) => tx.update("a", { credentials: { password: "hunter2" } }));
    expect(JSON.stringify(document.saveHistory())).not.toContain("hunter2");
  });
});
