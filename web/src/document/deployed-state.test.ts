import { describe, expect, it } from "vitest";
import { FlowDocument } from "./flow-document";
import type { DeployChanges } from "./index";
import { NodeTypes } from "./node-types";
import type { NodeRecord } from "./records";

const records: NodeRecord[] = ["a", "b", "c", "d"].map((id) => ({ id, type: "tab", label: id }));
const open = () => FlowDocument.fromJSON(records, new NodeTypes([]), "r1");

/** What the server does with them (`wirelatch.document.amendment`). */
function amended(before: readonly NodeRecord[], changes: DeployChanges): string[] {
  const ids = before.map(({ id }) => id).filter((id) => !changes.removed.includes(id));
  for (const { id } of changes.records) {
    const place = changes.places[id];
    if (place === undefined && ids.includes(id)) continue;
    if (ids.includes(id)) ids.splice(ids.indexOf(id), 1);
    if (place === undefined || place === "") ids.push(id);
  }
  for (const { id } of [...changes.records].reverse()) {
    const place = changes.places[id];
    if (place) ids.splice(ids.indexOf(place), 0, id);
  }
  return ids;
}

describe("what differs from the deployed document", () => {
  it("is the records that were changed, added and removed, and nothing else", () => {
    const document = open();
    document.transact("edit", (tx) => {
      tx.update("b", { label: "B" });
      tx.remove("c");
      tx.add({ id: "n", type: "tab" });
    });
    expect(document.differences()).toEqual({
      records: [document.get("b"), document.get("n")],
      removed: ["c"],
      places: {},
      count: 4,
    });
  });

  it("says where records stand that are not at the end, or were moved in the file", () => {
    const document = open();
    document.transact("edit", (tx) => {
      tx.add({ id: "x", type: "tab" }, "b");
      tx.add({ id: "y", type: "tab" }, "b");
      tx.move("d", "a");
      tx.move("c");
      tx.add({ id: "z", type: "tab" });
    });
    const changes = document.differences()!;
    expect(amended(records, changes)).toEqual(document.all().map(({ id }) => id));
  });

  it("is deployed without what was changed since", () => {
    const document = open();
    document.transact("edit", (tx) => tx.update("a", { label: "A" }));
    const changes = document.differences()!;
    document.transact("edit", (tx) => tx.update("b", { label: "B" }));
    document.markDeployedPart("r2", changes);
    expect(document.revision).toBe("r2");
    expect([...document.changedIds()]).toEqual(["b"]);
  });

  it("is against theirs after a merge, which can be undone", () => {
    const document = open();
    document.transact("edit", (tx) => tx.update("a", { label: "mine" }));
    const theirs = records.map((record) => (record.id === "b" ? { ...record, label: "theirs" } : record));
    const merged = theirs.map((record) => (record.id === "a" ? { ...record, label: "mine" } : record));
    document.mergeInto(theirs, "r2", merged, "Merge");
    expect(document.toJSON()).toEqual(merged);
    expect([...document.changedIds()]).toEqual(["a"]);
    document.undo();
    expect([...document.changedIds()].sort()).toEqual(["a", "b"]);
    expect(document.get("b")?.label).toBe("b");
  });
});
