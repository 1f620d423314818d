/**
 * The properties of a subflow as flows.json holds them: environment variables whose `ui` says how they are shown in the
 * form of an instance. What is Node-RED's default is left out of the file, as Node-RED does.
 */

import type { EnvEntry } from "../../document";

export type UiType = "input" | "select" | "checkbox" | "spinner" | "cred" | "conf-types" | "none" | "hide";

/** Texts by language tag. */
export type Labels = Record<string, string>;

export interface EnvOption {
  l?: Labels;
  v: string;
}

export interface EnvUi {
  icon?: string;
  label?: Labels;
  type?: UiType;
  opts?: { types?: string[]; opts?: EnvOption[]; min?: number; max?: number };
}

/** The types that a value can have where nothing else is said. */
export const INPUT_TYPES = ["str", "num", "bool", "json", "bin", "env"];
/** All that can be allowed. */
export const ALL_INPUT_TYPES = [...INPUT_TYPES, "cred"];

export const uiOf = (entry: EnvEntry): EnvUi => (entry.ui ?? {}) as EnvUi;

/** How an instance's form shows the property. */
export function uiTypeOf(entry: EnvEntry): UiType {
  return uiOf(entry).type ?? (entry.type === "cred" ? "cred" : "input");
}

/** The types that the value may have. */
export const inputTypes = (entry: EnvEntry): string[] => uiOf(entry).opts?.types ?? INPUT_TYPES;

/** The text in a language; of one without a region in any, of one that is not there in English, of the rest any. */
export function textIn(labels: Labels | undefined, language: string): string | undefined {
  if (!labels) return undefined;
  const base = language.slice(0, 2);
  const near = Object.keys(labels).find((tag) => tag.startsWith(base));
  return labels[language] ?? (near ? labels[near] : undefined) ?? labels["en-US"] ?? Object.values(labels)[0];
}

/** A property that is shown in another way from now on; its value and type become what that way can hold. */
export function withUiType(entry: EnvEntry, type: UiType, configType = ""): EnvEntry {
  const { icon, label } = uiOf(entry);
  const ui: EnvUi = { ...(icon ? { icon } : {}), ...(label ? { label } : {}), type };
  const text = typeof entry.value === "string" ? entry.value : String(entry.value ?? "");
  const wasShared = uiTypeOf(entry) === "cred" || uiTypeOf(entry) === "conf-types";
  const kept = wasShared ? "" : text;
  switch (type) {
    case "select":
      return tidied({ ...entry, type: "str", value: kept, ui: { ...ui, opts: { opts: [] } } });
    case "checkbox":
      return tidied({ ...entry, type: "bool", value: text === "true" ? "true" : "false", ui });
    case "spinner":
      return tidied({ ...entry, type: "num", value: /^-?[\d.]+$/.test(text) ? text : "0", ui });
    case "cred":
      return tidied({ ...entry, type: "cred", value: "", ui });
    case "conf-types":
      return tidied({ ...entry, type: configType, value: "", ui });
    default: {
      const known = INPUT_TYPES.includes(entry.type);
      return tidied({ ...entry, type: known ? entry.type : "str", value: kept, ui });
    }
  }
}

/** A property with another part of its `ui`. */
export const withUi = (entry: EnvEntry, change: Partial<EnvUi>): EnvEntry =>
  tidied({ ...entry, ui: { ...uiOf(entry), type: uiTypeOf(entry), ...change } });

/** A property whose value may have these types. */
export function withInputTypes(entry: EnvEntry, types: string[]): EnvEntry {
  const allowed = types.length > 0 ? ALL_INPUT_TYPES.filter((type) => types.includes(type)) : ["str"];
  const type = allowed.includes(entry.type) ? entry.type : allowed[0]!;
  return withUi({ ...entry, type }, { type: "input", opts: { types: allowed } });
}

/** The property without what goes without saying. */
export function tidied(entry: EnvEntry): EnvEntry {
  const { ui: _, ...rest } = entry;
  const { icon, label, type = "input", opts } = uiOf(entry);
  const labels = Object.fromEntries(Object.entries(label ?? {}).filter(([, text]) => text.trim() !== ""));
  const ui: EnvUi = {
    ...(icon ? { icon } : {}),
    ...(Object.keys(labels).length > 0 ? { label: labels } : {}),
  };
  const keepsOpts =
    (type === "input" && opts?.types && JSON.stringify(opts.types) !== JSON.stringify(INPUT_TYPES)) ||
    (type === "select" && opts?.opts && opts.opts.length > 0) ||
    (type === "spinner" && (opts?.min !== undefined || opts?.max !== undefined));
  const isDefault = (type === "input" && !keepsOpts) || (type === "cred" && entry.type === "cred");
  if (!isDefault) ui.type = type;
  if (keepsOpts) ui.opts = opts;
  return (Object.keys(ui).length > 0 ? { ...rest, ui } : rest) as EnvEntry;
}
