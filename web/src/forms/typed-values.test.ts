// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${PORT} names an environment variable in flows.json.
import { describe, expect, it } from "vitest";
import { joinStore, pathProblem, splitStore, typedKind, typedProblem } from "./typed-values";

describe("typedProblem", () => {
  it.each([
    ["payload", "msg"],
    ['a.b["c d"][0][msg.topic]', "msg"],
    ["#:(file)::count", "flow"],
    ["1e3", "num"],
    ["0x1F", "num"],
    ["${PORT}", "num"],
    ['{"a":[1]}', "json"],
    ["^a+$", "re"],
    ["$sum(payload)", "jsonata"],
    ["", "str"],
    ["", "date"],
  ])("takes %j as %s", (text, type) => {
    expect(typedProblem(text, type)).toBeNull();
  });

  it.each([
    ["", "msg"],
    ["a..b", "msg"],
    ["a.", "msg"],
    ["a[", "msg"],
    ["a[b]", "msg"],
    ["a b", "flow"],
    ["ten", "num"],
    ["", "num"],
    ["{a:1}", "json"],
    ["(", "re"],
    ["", "jsonata"],
  ])("refuses %j as %s", (text, type) => {
    expect(typedProblem(text, type)).toEqual(expect.any(String));
  });

  it("edits a type it does not know as plain text", () => {
    expect(typedKind("my-type")).toMatchObject({ label: "my-type", editor: "text" });
  });
});

describe("context stores in keys", () => {
  it("come off and go back on unchanged", () => {
    expect(splitStore("#:(file)::a.b")).toEqual({ store: "file", key: "a.b" });
    expect(joinStore("a.b", "file", "memory")).toBe("#:(file)::a.b");
  });

  it("leave the default store unwritten", () => {
    expect(joinStore("a", "memory", "memory")).toBe("a");
    expect(splitStore("a")).toEqual({ store: null, key: "a" });
  });

  it("reads quoted names with brackets in them", () => {
    expect(pathProblem('a["x]y"].b')).toBeNull();
  });
});
