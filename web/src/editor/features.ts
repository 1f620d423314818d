/**
 * What feature folders offer to the rest of the editor. A folder `editor/<feature>/` adds to the editor by files of
 * these names alone; nothing has to be entered anywhere else:
 *
 * | file | its default export |
 * |---|---|
 * | `commands/*.ts` | a command, or a family of them (`commands.ts`) |
 * | `dialogs.ts` | dialogs by kind; `ui.open({ kind, … })` shows one, the rest of the spec is its props |
 * | `panels.ts` | tabs of the sidebar |
 * | `settings-panes.ts` | panes of the user settings |
 * | `slots.ts` | what stands in the header, the footer, above the canvas |
 * | `start.ts` | a function that is called once when the editor has started |
 *
 * Everything that is not seen at once is fetched when it is first shown: `load` imports it.
 */

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { IconName } from "../ui/Icon";
import type { Editor } from "./editor";

// biome-ignore lint/suspicious/noExplicitAny: each has props of its own, which only its caller knows.
export type Load = () => Promise<ComponentType<any>>;

/** Dialogs by kind; their specs are declared in the store's `DialogSpecs`. */
export type DialogMap = Readonly<Record<string, Load>>;

/** A tab of the sidebar. */
export interface Panel {
  id: string;
  /** Its name; marked with `msg`. */
  label: string;
  icon: IconName;
  /** Place in the row of tabs. */
  at: number;
  load: Load;
  /** The command that shows it. */
  command: { id: string; label: string; keys?: readonly string[] };
}

/** A pane of the user settings. */
export interface SettingsPane {
  id: string;
  /** Its name; marked with `msg`. */
  label: string;
  icon: IconName;
  at: number;
  load: Load;
}

/** Something that stands in a part of the window from the start. */
export interface Slot {
  /** `canvas`: above the canvas, in its frame. `window`: above everything. */
  place: "header" | "footer" | "canvas" | "window";
  at: number;
  load: Load;
}

export type Start = (editor: Editor) => void;

type Found<T> = Record<string, { default: T }>;

const values = <T>(found: Found<T>): T[] => Object.values(found).map((module) => module.default);

const byPlace = <T extends { at: number }>(lists: (readonly T[])[]): readonly T[] =>
  lists.flat().sort((one, other) => one.at - other.at);

export const DIALOGS: DialogMap = Object.assign(
  {},
  ...values(import.meta.glob("./*/dialogs.ts", { eager: true }) as Found<DialogMap>),
);

export const PANELS = byPlace(
  values(import.meta.glob("./*/panels.ts", { eager: true }) as Found<readonly Panel[]>),
);

export const SETTINGS_PANES = byPlace(
  values(import.meta.glob("./*/settings-panes.ts", { eager: true }) as Found<readonly SettingsPane[]>),
);

export const SLOTS = byPlace(
  values(import.meta.glob("./*/slots.ts", { eager: true }) as Found<readonly Slot[]>),
);

export const STARTS = values(import.meta.glob("./*/start.ts", { eager: true }) as Found<Start>);

// biome-ignore lint/suspicious/noExplicitAny: see Load.
const components = new Map<Load, LazyExoticComponent<ComponentType<any>>>();

/** The component that a `load` gives; to be rendered within a Suspense. */
export function componentOf(load: Load) {
  let component = components.get(load);
  if (!component) {
    component = lazy(async () => ({ default: await load() }));
    components.set(load, component);
  }
  return component;
}

/** Have it loaded again the next time: loading it has failed. */
export function forgetComponent(load: Load): void {
  components.delete(load);
}
