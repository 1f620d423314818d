import { expect, it } from "vitest";
import { changesBetween } from "./changes";

it("names what was added, removed and changed, by path", () => {
  const before = { payload: { a: 1, b: [1, 2] }, topic: "x", gone: true };
  const after = { payload: { a: 1, b: [1, 3], c: "new" }, topic: "y" };
  expect(changesBetween(before, after)).toEqual([
    { path: "msg.payload.b[1]", kind: "changed", before: 2, after: 3 },
    { path: "msg.payload.c", kind: "added", after: "new" },
    { path: "msg.topic", kind: "changed", before: "x", after: "y" },
    { path: "msg.gone", kind: "removed", before: true },
  ]);
});

it("takes a value of another kind as one change", () => {
  expect(changesBetween({ payload: "1" }, { payload: { a: 1 } })).toEqual([
    { path: "msg.payload", kind: "changed", before: "1", after: { a: 1 } },
  ]);
  expect(changesBetween({ payload: [1] }, { payload: [1] })).toEqual([]);
});

it("compares what JSON cannot say by what it holds", () => {
  const bytes = (...data: number[]) => ({
    payload: { __enc__: true, type: "buffer", data, length: data.length },
  });
  expect(changesBetween(bytes(1, 2), bytes(1, 2))).toEqual([]);
  expect(changesBetween(bytes(1, 2), bytes(1, 3))).toHaveLength(1);
});
