import { describe, expect, it } from "vitest";
import { namesBelow, placeIn } from "./seen-completion";

describe("placeIn", () => {
  it.each([
    ["x = msg.", "", ""],
    ["return msg.pay", "", "pay"],
    ["msg.payload.te", "payload", "te"],
    ["msg.parts[0].i", "parts[0]", "i"],
    ["msg?.payload?.a.", "payload.a", ""],
  ])("finds the path in %j", (text, path, name) => {
    expect(placeIn(text, "javascript")).toEqual({ path, from: text.length - name.length });
  });

  it.each(["other.", "mymsg.", "a.msg.", "msg"])("has nothing to say in %j", (text) => {
    expect(placeIn(text, "javascript")).toBeNull();
  });

  it("completes inside of the braces of a template", () => {
    expect(placeIn("Hello {{payload.na", "html")).toEqual({ path: "payload", from: 16 });
    expect(placeIn("Hello {{{to", "mustache")).toEqual({ path: "", from: 9 });
    expect(placeIn("Hello payload.", "html")).toBeNull();
  });
});

describe("namesBelow", () => {
  const seen = [
    { path: "payload", detail: "object" },
    { path: "payload.temp", detail: "number: 20" },
    { path: "payload.deep.er" },
    { path: 'payload["two words"]' },
    { path: "topic" },
  ];

  it("gives the names at a path, with what they held", () => {
    expect(namesBelow("", seen).map(({ name }) => name)).toEqual(["payload", "topic"]);
    expect(namesBelow("payload", seen)).toEqual([{ name: "temp", detail: "number: 20" }]);
  });
});
