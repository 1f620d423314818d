import { describe, expect, it } from "vitest";
import { Keymap } from "./keymap";
import { formatKeys, type KeyStroke, normalizeKeys, strokeOf } from "./keys";

const press = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe("strokes", () => {
  it.each([
    [press("z", { ctrlKey: true }), "ctrl-z"],
    [press("Z", { metaKey: true, shiftKey: true }), "ctrl-shift-z"],
    [press("ArrowLeft", { shiftKey: true }), "shift-left"],
    [press("?", { shiftKey: true }), "?"],
    [press("+", { ctrlKey: true, shiftKey: true }), "ctrl-+"],
    [press("-", { ctrlKey: true }), "ctrl--"],
    [press("ß", { altKey: true, code: "KeyS" }), "alt-s"],
    [press(" ", { ctrlKey: true }), "ctrl-space"],
  ])("%j is %s", (event, stroke) => expect(strokeOf(event)).toBe(stroke));

  it("of modifiers alone are none", () =>
    expect(strokeOf(press("Control", { ctrlKey: true }))).toBeUndefined());

  it("are written in any order of modifiers, and with cmd for ctrl", () => {
    expect(normalizeKeys("shift-ctrl-p")).toEqual(["ctrl-shift-p"]);
    expect(normalizeKeys("cmd-g c")).toEqual(["ctrl-g", "c"]);
    expect(normalizeKeys("ctrl--")).toEqual(["ctrl--"]);
    expect(normalizeKeys("shift-?")).toEqual(["?"]);
  });

  it("are shown as people know them", () => {
    expect(formatKeys("ctrl-shift-p", false)).toBe("Ctrl+Shift+P");
    expect(formatKeys("ctrl-shift-p", true)).toBe("⌘⇧P");
    expect(formatKeys("alt-s u", false)).toBe("Alt+S U");
    expect(formatKeys("ctrl--", false)).toBe("Ctrl+-");
  });
});

describe("the keymap", () => {
  const run = () => undefined;
  const commands = [
    { id: "core:a", label: "A", subject: "edit" as const, keys: ["ctrl-a"], scope: "canvas" as const, run },
    { id: "core:g", label: "G", subject: "edit" as const, keys: ["ctrl-g c"], run },
    { id: "core:h", label: "H", subject: "edit" as const, keys: ["ctrl-a"], run },
  ];

  it("prefers the canvas's own command there, and does not know it elsewhere", () => {
    const keymap = new Keymap(commands);
    expect(keymap.match(["ctrl-a"], ["canvas", "everywhere"]).commands.map((command) => command.id)).toEqual([
      "core:a",
      "core:h",
    ]);
    expect(keymap.match(["ctrl-a"], ["everywhere"]).commands.map((command) => command.id)).toEqual([
      "core:h",
    ]);
  });

  it("waits for the second stroke of a chord", () => {
    const keymap = new Keymap(commands);
    expect(keymap.match(["ctrl-g"], ["everywhere"])).toMatchObject({ commands: [], isPrefix: true });
    expect(keymap.match(["ctrl-g", "c"], ["everywhere"]).commands[0]?.id).toBe("core:g");
    expect(keymap.match(["ctrl-g", "x"], ["everywhere"])).toEqual({ commands: [], isPrefix: false });
  });

  it("takes the user's keys in place of the defaults, or none", () => {
    const keymap = new Keymap(commands, { "core:h": { keys: "alt-h" }, "core:g": null });
    expect(keymap.match(["alt-h"], ["everywhere"]).commands[0]?.id).toBe("core:h");
    expect(keymap.match(["ctrl-g"], ["everywhere"]).isPrefix).toBe(false);
  });
});
