import { expect, describe as group, it } from "vitest";
import { childPath, decode, describe, toText } from "./decode";

group("decode", () => {
  it.each([
    ["5", "number", 5],
    ["true", "boolean", true],
    ["(undefined)", "null", null],
    ["hello", "string[5]", "hello"],
    ['{"a":[1]}', "Object", { a: [1] }],
    ["[1,2]", "array[2]", [1, 2]],
  ])("reads %j of format %s", (msg, format, value) => {
    expect(decode(msg, format)).toEqual(value);
  });

  it("keeps a string that looks like JSON a string", () => {
    expect(decode('{"a":1}', "string[7]")).toBe('{"a":1}');
  });

  it("reads a buffer from its hexadecimal text, with the length of the whole", () => {
    const value = describe(decode("68656c", "buffer[1000]"));
    expect(value).toMatchObject({ kind: "buffer", preview: "buffer[1000]", length: 1000 });
    expect(value.entries).toEqual([
      ["0", 0x68],
      ["1", 0x65],
      ["2", 0x6c],
    ]);
  });

  it("shows an error whose text is no JSON", () => {
    expect(describe(decode("boom", "error"))).toMatchObject({ kind: "error", preview: "boom" });
  });
});

group("describe", () => {
  it.each([
    [{ __enc__: true, type: "number", data: "NaN" }, "number", "NaN"],
    [{ __enc__: true, type: "bigint", data: "12" }, "bigint", "12n"],
    [{ __enc__: true, type: "undefined" }, "undefined", "undefined"],
    [{ __enc__: true, type: "function" }, "function", "function"],
    [{ __enc__: true, type: "internal" }, "internal", "internal"],
    [{ __enc__: true, type: "array", data: [1], length: 5000 }, "array", "array[5000]"],
    [{ __enc__: true, type: "set", data: [1, 2], length: 2 }, "set", "set[2]"],
    [{ __enc__: true, type: "map", data: { a: 1 }, length: 1 }, "map", "map[1]"],
    [{ __enc__: true, type: "error", data: { name: "TypeError", message: "no" } }, "error", "TypeError: no"],
    [{ type: "Buffer", data: [1, 2, 3] }, "buffer", "buffer[3]"],
    [[], "array", "array[0]"],
    [{}, "object", "empty object"],
    [{ a: 1, b: { c: 2 } }, "object", "{ a: 1, b: object }"],
  ])("names %j", (value, kind, preview) => {
    expect(describe(value)).toMatchObject({ kind, preview });
  });

  it("shortens long strings in one line", () => {
    expect(describe("x".repeat(200)).preview.length).toBeLessThan(70);
  });
});

group("copying", () => {
  it("spells encoded parts out", () => {
    const value = {
      a: { __enc__: true, type: "undefined" },
      b: { __enc__: true, type: "buffer", data: [1] },
      c: NaN,
    };
    expect(JSON.parse(toText(value))).toEqual({ b: { type: "Buffer", data: [1] }, c: null });
    expect(toText("plain")).toBe("plain");
  });

  it("writes paths as property expressions", () => {
    expect(childPath("payload", "0", "array")).toBe("payload[0]");
    expect(childPath("payload", "a b", "object")).toBe('payload["a b"]');
    expect(childPath("payload", "a", "object")).toBe("payload.a");
  });
});
