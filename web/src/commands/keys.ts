/** Keys as text: `ctrl-shift-p`, `alt-s u` (one stroke after the other). Pure; the browser's events come as plain data. */

/** What is needed of a keyboard event. */
export interface KeyStroke {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const NAMES: Readonly<Record<string, string>> = {
  arrowup: "up",
  arrowdown: "down",
  arrowleft: "left",
  arrowright: "right",
  " ": "space",
  esc: "escape",
  del: "delete",
};

const MODIFIERS = ["ctrl", "alt", "shift"];
const isLoneModifier = (key: string): boolean =>
  ["control", "shift", "alt", "meta", "altgraph"].includes(key);
/** A symbol may need shift on one keyboard and not on another: it counts by itself. */
const isSymbol = (key: string): boolean => key.length === 1 && !/[a-z0-9]/i.test(key);

/** The text of a stroke; undefined while only modifiers are held. On a Mac, command counts as ctrl. */
export function strokeOf(event: KeyStroke): string | undefined {
  let key = event.key.toLowerCase();
  if (isLoneModifier(key)) return undefined;
  // With alt (and on some layouts with ctrl) the key's character is another: its place on the keyboard is meant.
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter && (event.altKey || !/^[a-z]$/.test(key)) && (event.altKey || event.ctrlKey || event.metaKey)) {
    key = letter[1]!.toLowerCase();
  }
  const name = NAMES[key] ?? key;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && !isSymbol(key)) parts.push("shift");
  return [...parts, name].join("-");
}

/** A key setting in the form that `strokeOf` gives, stroke by stroke. */
export function normalizeKeys(keys: string): string[] {
  return keys
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .map((stroke) => {
      const key = stroke.endsWith("-") ? "-" : stroke.slice(stroke.lastIndexOf("-") + 1);
      const held = stroke.slice(0, stroke.length - key.length).split("-");
      const name = NAMES[key] ?? key;
      const parts = MODIFIERS.filter(
        (modifier) => held.includes(modifier) || (modifier === "ctrl" && held.includes("cmd")),
      );
      return [...parts.filter((modifier) => modifier !== "shift" || !isSymbol(key)), name].join("-");
    });
}

const SYMBOLS: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  delete: "Del",
  backspace: "⌫",
  escape: "Esc",
  enter: "Enter",
  space: "Space",
};

/** A key setting as people read it: `Ctrl+Shift+P`, on a Mac `⌘⇧P`. */
export function formatKeys(keys: string, isMac: boolean): string {
  const modifiers: Record<string, string> = isMac
    ? { ctrl: "⌘", alt: "⌥", shift: "⇧" }
    : { ctrl: "Ctrl", alt: "Alt", shift: "Shift" };
  return keys
    .trim()
    .split(/\s+/)
    .map((stroke) => {
      const key = stroke.endsWith("-") ? "-" : stroke.slice(stroke.lastIndexOf("-") + 1);
      const held = stroke
        .slice(0, stroke.length - key.length)
        .split("-")
        .filter((part) => part in modifiers);
      const name =
        SYMBOLS[key] ?? (key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1));
      return [...held.map((part) => modifiers[part]), name].join(isMac ? "" : "+");
    })
    .join(" ");
}
