import { describe, expect, it } from "vitest";
import type { EnvEntry } from "../../document";
import { inputTypes, textIn, tidied, uiTypeOf, withInputTypes, withUi, withUiType } from "./env-entry";

const plain: EnvEntry = { name: "SIZE", type: "num", value: "1" };

describe("a property of a subflow", () => {
  it("has no ui in the file while it is shown as Node-RED shows it anyway", () => {
    expect(
      tidied({ ...plain, ui: { icon: "", label: {}, type: "input", opts: { types: inputTypes(plain) } } }),
    ).toEqual(plain);
    expect(withUiType(withUiType(plain, "spinner"), "input")).toEqual(plain);
    expect(tidied({ name: "K", type: "cred", value: "", ui: { type: "cred", opts: {} } })).toEqual({
      name: "K",
      type: "cred",
      value: "",
    });
  });

  it.each([
    ["spinner", { type: "num", value: "1", ui: { type: "spinner" } }],
    ["select", { type: "str", value: "1", ui: { type: "select" } }],
    ["checkbox", { type: "bool", value: "false", ui: { type: "checkbox" } }],
    ["cred", { type: "cred", value: "" }],
    ["conf-types", { type: "mqtt-broker", value: "", ui: { type: "conf-types" } }],
    ["none", { type: "num", value: "1", ui: { type: "none" } }],
    ["hide", { type: "num", value: "1", ui: { type: "hide" } }],
  ] as const)("becomes %s with the type that it needs", (type, expected) => {
    const entry = withUiType(plain, type, "mqtt-broker");
    expect(entry).toEqual({ name: "SIZE", ...expected });
    expect(uiTypeOf(entry)).toBe(type);
  });

  it("keeps options, bounds, labels and allowed types, in the order of the types", () => {
    expect(withInputTypes(plain, ["bool", "str"])).toEqual({
      name: "SIZE",
      type: "str",
      value: "1",
      ui: { type: "input", opts: { types: ["str", "bool"] } },
    });
    const select = withUi(withUiType(plain, "select"), { opts: { opts: [{ v: "a", l: { "en-US": "A" } }] } });
    expect(select.ui).toEqual({ type: "select", opts: { opts: [{ v: "a", l: { "en-US": "A" } }] } });
    expect(withUi(plain, { label: { "en-US": "Size", de: " " } }).ui).toEqual({ label: { "en-US": "Size" } });
    expect(withUi(withUiType(plain, "spinner"), { opts: { max: 3 } }).ui).toEqual({
      type: "spinner",
      opts: { max: 3 },
    });
  });
});

it("finds the text of a language, of its relatives, or in English", () => {
  const labels = { "en-US": "Size", de: "Größe" };
  expect(textIn(labels, "de")).toBe("Größe");
  expect(textIn(labels, "de-AT")).toBe("Größe");
  expect(textIn(labels, "fr")).toBe("Size");
  expect(textIn({ ja: "x" }, "fr")).toBe("x");
  expect(textIn(undefined, "fr")).toBeUndefined();
});
