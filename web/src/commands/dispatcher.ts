/** Keyboard events of the page, turned into commands. Text fields keep their keys; a chord waits for its second stroke. */

import type { Scope } from "./command";
import type { EditorContext } from "./context";
import type { Keymap } from "./keymap";
import { strokeOf } from "./keys";
import { pasteText } from "./pasting";
import type { CommandRegistry } from "./registry";

const CHORD_TIME = 1500;

export class KeyDispatcher {
  readonly #registry: CommandRegistry;
  readonly #keymap: () => Keymap;
  readonly #context: () => EditorContext | null;
  readonly #stop = new AbortController();
  #pending: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    registry: CommandRegistry,
    keymap: () => Keymap,
    context: () => EditorContext | null,
    target: EventTarget = window,
  ) {
    this.#registry = registry;
    this.#keymap = keymap;
    this.#context = context;
    const { signal } = this.#stop;
    target.addEventListener("keydown", (event) => this.#onKey(event as KeyboardEvent), { signal });
    target.addEventListener("paste", (event) => this.#onPaste(event as ClipboardEvent), { signal });
    target.addEventListener("blur", () => this.#context()?.clipboard.leave(), { signal });
  }

  destroy(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const stroke = strokeOf(event);
    if (stroke === undefined) return;
    const context = this.#context();
    if (!context) return;
    const target = event.target instanceof Element ? event.target : null;
    if (isTyping(target) && !reachesOut(stroke)) return;
    const strokes = [...this.#pending, stroke];
    const { commands, isPrefix } = this.#keymap().match(strokes, scopesAt(target, stroke));
    if (commands[0]?.isLeftToBrowser?.(context)) return;
    const hasRun = commands.some((command) => this.#registry.run(command.id, context));
    if (hasRun || isPrefix || this.#pending.length > 0) event.preventDefault();
    this.#wait(!hasRun && isPrefix ? strokes : []);
  }

  #onPaste(event: ClipboardEvent): void {
    const context = this.#context();
    const target = event.target instanceof Element ? event.target : null;
    if (!context || event.defaultPrevented || isTyping(target) || !isCanvas(target)) return;
    if (pasteText(context, event.clipboardData?.getData("text/plain") ?? "")) event.preventDefault();
  }

  #wait(strokes: string[]): void {
    clearTimeout(this.#timer);
    this.#pending = strokes;
    if (strokes.length > 0) {
      this.#timer = setTimeout(() => {
        this.#pending = [];
      }, CHORD_TIME);
    }
  }
}

/** Where keys work for an element; a part of the window with keys of its own names its scope in `data-keys`. */
function scopesAt(target: Element | null, stroke: string): Scope[] {
  const own = target?.closest<HTMLElement>("[data-keys]")?.dataset.keys as Scope | undefined;
  if (own && !isTyping(target)) return [own, "everywhere"];
  const isInCanvas = !isTyping(target) && (isCanvas(target) || isMeantForCanvas(stroke, target));
  return isInCanvas ? ["canvas", "everywhere"] : ["everywhere"];
}

/** In a text field, only strokes that type or edit nothing are for the editor. */
const EDITING = new Set([
  "a",
  "b",
  "c",
  "v",
  "x",
  "z",
  "y",
  "i",
  "u",
  "f",
  "/",
  "left",
  "right",
  "up",
  "down",
  "backspace",
  "delete",
  "enter",
  "home",
  "end",
  "space",
  "[",
  "]",
]);

function reachesOut(stroke: string): boolean {
  const parts = stroke.split("-");
  const key = parts.at(-1) ?? "";
  if (!parts.includes("ctrl")) return false;
  return parts.includes("shift")
    ? !["left", "right", "up", "down", "z", "k"].includes(key)
    : !EDITING.has(key);
}

const isTyping = (target: Element | null): boolean =>
  target?.closest("input, textarea, select, [contenteditable]:not([contenteditable='false']), .cm-editor") !=
  null;

/**
 * A button keeps the focus after it was pressed: strokes with ctrl or alt are for the canvas all the same, unless
 * text is marked that ctrl-c could mean. Lists, trees and dialogs have keys of their own.
 */
function isMeantForCanvas(stroke: string, target: Element | null): boolean {
  if (!/^(ctrl|alt)-/.test(stroke) || stroke === "ctrl-enter") return false;
  if (
    target?.closest("[role=dialog], [role=menu], [role=tree], [role=treegrid], [role=grid], [role=listbox]")
  )
    return false;
  const isTextMarked = globalThis.getSelection?.()?.isCollapsed === false;
  return !(isTextMarked && (stroke === "ctrl-c" || stroke === "ctrl-x"));
}

/** The canvas has the focus, or nothing has. */
const isCanvas = (target: Element | null): boolean =>
  target === null || target === document.body || target.closest(".wl-canvas") !== null;
