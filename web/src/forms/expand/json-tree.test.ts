import { describe, expect, it } from "vitest";
import {
  edited,
  type JsonNode,
  moved,
  pathOf,
  problemIn,
  sorted,
  toValue,
  treeOf,
  withCopy,
  withKind,
  withNew,
  without,
} from "./json-tree";

const sample = { a: 1, list: [true, null, { "b c": "x" }] };
const find = (root: JsonNode, path: string): JsonNode => {
  const all = [root];
  for (const node of all) all.push(...node.children);
  return all.find((node) => pathOf(root, node.id) === path)!;
};

describe("a JSON tree", () => {
  it("comes back as it was", () => {
    for (const value of [sample, [], "text", 4.5e300, null, true])
      expect(toValue(treeOf(value))).toEqual(value);
  });

  it("names each value by its path", () => {
    const root = treeOf(sample);
    expect(find(root, 'list[2]["b c"]').text).toBe("x");
    expect(pathOf(root, root.id)).toBe("");
    expect(pathOf(root, -1)).toBeUndefined();
  });

  it("changes names, values and kinds, keeping what can be kept", () => {
    let root = treeOf(sample);
    root = edited(root, find(root, "a").id, { key: "n", text: "2" });
    expect(toValue(root)).toMatchObject({ n: 2 });
    root = withKind(root, find(root, "n").id, "string");
    expect(toValue(root)).toMatchObject({ n: "2" });
    root = withKind(root, find(root, "list").id, "object");
    expect(toValue(root)).toMatchObject({ list: { item0: true, item1: null } });
  });

  it("adds, copies, moves, sorts and removes rows", () => {
    let root = treeOf({ b: 1, a: [3, 1] });
    const [more, id] = withNew(root, root.id, "inside");
    expect(toValue(more)).toEqual({ b: 1, a: [3, 1], property: "" });
    expect(toValue(without(more, id))).toEqual(toValue(root));
    expect(Object.keys(toValue(sorted(root, root.id)) as object)).toEqual(["a", "b"]);
    root = moved(root, find(root, "a[1]").id, -1);
    expect(toValue(root)).toEqual({ b: 1, a: [1, 3] });
    expect(moved(root, find(root, "b").id, -1)).toBe(root);
    root = withCopy(root, find(root, "a[0]").id);
    expect(toValue(root)).toEqual({ b: 1, a: [1, 1, 3] });
    expect(toValue(withNew(root, find(root, "a[0]").id, "before")[0])).toEqual({ b: 1, a: ["", 1, 1, 3] });
  });

  it("says which rows cannot stay as they are", () => {
    const root = treeOf({ a: 1, b: 2 });
    const twice = edited(root, find(root, "b").id, { key: "a" });
    expect(twice.children.map((child) => problemIn(child, twice))).toEqual(["name", "name"]);
    const wrong = edited(root, find(root, "a").id, { text: "1x" });
    expect(problemIn(wrong.children[0]!, wrong)).toBe("number");
  });
});
