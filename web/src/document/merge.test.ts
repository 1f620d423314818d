import { describe, expect, it } from "vitest";
import { byFlow, countKinds, diffDocuments } from "./diff";
import { merge } from "./merge";
import type { NodeRecord } from "./records";

const tab: NodeRecord = { id: "t", type: "tab", label: "Flow" };
const node = (id: string, more: Partial<NodeRecord> = {}): NodeRecord => ({
  id,
  type: "change",
  z: "t",
  name: "",
  x: 0,
  y: 0,
  wires: [[]],
  ...more,
});
const base = [tab, node("a", { wires: [["b"]] }), node("b"), node("c")];
const change = (id: string, more: Partial<NodeRecord>, records = base) =>
  records.map((record) => (record.id === id ? ({ ...record, ...more } as NodeRecord) : record));
const without = (id: string, records = base) => records.filter((record) => record.id !== id);
const get = (records: NodeRecord[], id: string) => records.find((record) => record.id === id);

describe("merge", () => {
  it("takes what only one side changed from it, also of one record", () => {
    const { records, conflicts } = merge(base, change("a", { name: "x" }), change("a", { info: "y" }));
    expect(conflicts).toEqual([]);
    expect(get(records, "a")).toMatchObject({ name: "x", info: "y" });
  });

  it("finds a conflict where both changed a property differently, and takes the side that is chosen", () => {
    const sides = [base, change("a", { name: "mine" }), change("a", { name: "theirs" })] as const;
    const { records, conflicts } = merge(...sides);
    expect(conflicts).toEqual([
      { id: "a/name", record: "a", key: "name", base: "", local: "mine", remote: "theirs" },
    ]);
    expect(get(records, "a")?.name).toBe("mine");
    expect(get(merge(...sides, new Map([["a/name", "remote"]])).records, "a")?.name).toBe("theirs");
  });

  it("finds no conflict in the same change on both sides, nor in two places", () => {
    expect(merge(base, change("a", { name: "x" }), change("a", { name: "x" })).conflicts).toEqual([]);
    const { records, conflicts } = merge(base, change("a", { x: 20 }), change("a", { x: 40, y: 40 }));
    expect(conflicts).toEqual([]);
    expect(get(records, "a")).toMatchObject({ x: 20, y: 40 });
  });

  it("joins wires as sets", () => {
    const local = change("a", { wires: [["b", "c"]] });
    const remote = change("a", { wires: [["a"]] });
    expect(get(merge(base, local, remote).records, "a")?.wires).toEqual([["c", "a"]]);
  });

  it("takes the number of outputs of the side that changed it", () => {
    const { records } = merge(
      base,
      change("a", { wires: [["b"], ["c"]] }),
      change("a", { wires: [["b", "a"]] }),
    );
    expect(get(records, "a")?.wires).toEqual([["b", "a"], ["c"]]);
  });

  it("asks about a record that one side removed and the other changed", () => {
    const { records, conflicts } = merge(base, without("b"), change("b", { name: "x" }));
    expect(conflicts).toMatchObject([{ id: "b", key: undefined, local: undefined }]);
    expect(get(records, "b")).toBeUndefined();
    expect(get(records, "a")?.wires).toEqual([[]]);
    const kept = merge(base, without("b"), change("b", { name: "x" }), new Map([["b", "remote"]]));
    expect(get(kept.records, "b")?.name).toBe("x");
  });

  it("asks about a flow that one side removed while the other put something on it", () => {
    const removed: NodeRecord[] = [];
    const sides = [base, removed, [...base, node("n")]] as const;
    const { records, conflicts } = merge(...sides);
    expect(conflicts.map(({ id }) => id)).toEqual(["t"]);
    expect(records).toEqual([]);
    const kept = merge(...sides, new Map([["t", "remote"]]));
    expect(kept.records.map(({ id }) => id)).toEqual(["t", "n"]);
  });

  it("gives groups the members that say so", () => {
    const group = { id: "g", type: "group", z: "t", nodes: ["a"] };
    const start = [...change("a", { g: "g" }), group];
    const local = change("g", { nodes: ["a", "b"] }, change("b", { g: "g" }, start));
    const remote = change(
      "g",
      { nodes: ["c"] },
      change("c", { g: "g" }, change("a", { g: undefined }, start)),
    );
    expect(get(merge(start, local, remote).records, "g")?.nodes).toEqual(["b", "c"]);
  });

  it("lets a node that went to another flow keep the place that it has there", () => {
    const other = { id: "u", type: "tab" };
    const start = [...base, other];
    const { records } = merge(
      start,
      change("a", { x: 20 }, start),
      change("a", { z: "u", x: 500, y: 60 }, start),
    );
    expect(get(records, "a")).toMatchObject({ z: "u", x: 500, y: 60 });
  });

  it("keeps the order of the side that changed it, and what the other added behind what it follows", () => {
    const local = [base[0]!, base[3]!, base[1]!, base[2]!];
    const remote = [base[0]!, base[1]!, node("n"), base[2]!, base[3]!];
    expect(merge(base, local, remote).records.map(({ id }) => id)).toEqual(["t", "c", "a", "n", "b"]);
  });

  it("joins environment variables by name", () => {
    const env = (...names: string[]) => ({ env: names.map((name) => ({ name, type: "str", value: "1" })) });
    const start = change("t", env("A"));
    const { records, conflicts } = merge(start, change("t", env("A", "B")), change("t", env("A", "C")));
    expect(conflicts).toEqual([]);
    expect(((get(records, "t")?.env ?? []) as { name: string }[]).map(({ name }) => name)).toEqual([
      "A",
      "B",
      "C",
    ]);
  });
});

/** A small random document, and random changes of one; the same for the same seed. */
function random(seed: number) {
  let state = seed * 2654435761 + 1;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

function changed(records: NodeRecord[], next: (below: number) => number): NodeRecord[] {
  let out = [...records];
  for (let step = 0; step < 3; step++) {
    const id = out[next(out.length)]?.id ?? "t";
    const kind = next(5);
    if (kind === 0 && id !== "t") out = without(id, out);
    else if (kind === 1) out = change(id, { name: `n${next(3)}` }, out);
    else if (kind === 2 && id !== "t") out = change(id, { x: next(100), y: next(100) }, out);
    else if (kind === 3 && id !== "t") out = change(id, { wires: [[["a", "b", "c"][next(3)]!]] }, out);
    else
      out = [...out, node(`new${next(1000)}`)].filter(
        (r, i, all) => all.findIndex((o) => o.id === r.id) === i,
      );
  }
  return out;
}

describe("merge of random changes", () => {
  it("gives one side where the other changed nothing, and either where both did the same", () => {
    for (let seed = 0; seed < 300; seed++) {
      const side = changed(base, random(seed));
      for (const [local, remote] of [
        [side, base],
        [base, side],
        [side, side],
      ] as const) {
        const { records, conflicts } = merge(base, local, remote);
        expect(conflicts).toEqual([]);
        // Wires to what is gone go with it.
        const ids = new Set(side.map(({ id }) => id));
        const tidy = side.map((r) =>
          r.wires ? { ...r, wires: r.wires.map((port) => port.filter((id) => ids.has(id))) } : r,
        );
        expect(
          records.map((r) =>
            r.wires ? { ...r, wires: r.wires.map((p) => p.filter((i) => ids.has(i))) } : r,
          ),
        ).toEqual(tidy);
      }
    }
  });

  it("keeps thousands of new records in the order that they were put in", () => {
    const many = Array.from({ length: 30_000 }, (_, n) => node(`n${n}`));
    const local = [tab, node("a", { wires: [["b"]] }), ...many, node("b"), node("c")];
    const { records } = merge(base, local, [...base, node("theirs")]);
    expect(records.map(({ id }) => id)).toEqual([
      ...["t", "a"],
      ...many.map(({ id }) => id),
      ...["b", "c", "theirs"],
    ]);
  });

  it("conflicts in the same whichever side is which, and obeys choices", () => {
    for (let seed = 0; seed < 300; seed++) {
      const next = random(seed);
      const [local, remote] = [changed(base, next), changed(base, next)];
      const one = merge(base, local, remote);
      const other = merge(base, remote, local);
      expect(one.conflicts.map(({ id }) => id).sort()).toEqual(other.conflicts.map(({ id }) => id).sort());
      const choices = new Map(one.conflicts.map(({ id }) => [id, "remote"] as const));
      for (const { record, key, remote: theirs } of one.conflicts) {
        const found = get(merge(base, local, remote, choices).records, record);
        expect(key === undefined ? found?.name : found?.[key]).toEqual(
          key === undefined ? (theirs as NodeRecord | undefined)?.name : theirs,
        );
      }
      const ids = new Set(one.records.map(({ id }) => id));
      expect(ids.size).toBe(one.records.length);
      for (const r of one.records) if (r.z) expect(ids.has(r.z)).toBe(true);
    }
  });
});

describe("diffDocuments", () => {
  it("tells added, removed, changed and moved, with the properties", () => {
    const after = [
      ...change("b", { x: 40 }, change("a", { name: "x", wires: [["c"]] }, without("c"))),
      node("n"),
    ];
    const diff = diffDocuments(base, after);
    expect([...diff.values()].map(({ id, kind }) => [id, kind])).toEqual([
      ["a", "changed"],
      ["b", "moved"],
      ["n", "added"],
      ["c", "removed"],
    ]);
    expect(diff.get("a")?.properties.map(({ key, kind }) => [key, kind])).toEqual([
      ["name", "property"],
      ["wires", "wires"],
    ]);
    expect(countKinds(diff.values())).toEqual({ added: 1, removed: 1, changed: 1, moved: 1 });
    expect(byFlow(diff, base, after).map(({ id, records }) => [id, records.length])).toEqual([["t", 4]]);
  });

  it("finds nothing in a document and itself", () => {
    expect(diffDocuments(base, structuredClone(base)).size).toBe(0);
  });
});
