/** The forms of what no node type describes: flows, groups, subflows and their instances. */

import { type EnvEntry, type Field, type SubflowRecord, subflowType } from "../../document";
import { language, msg, t } from "../../i18n";
import { fieldInLanguage } from "../../i18n/node-texts";
import { isFontAwesome } from "../../ui/font-awesome";
import { textIn, uiOf, uiTypeOf } from "../subflow/env-entry";

const ENV_TYPES = ["str", "num", "bool", "json", "bin", "env", "cred", "jsonata"];

const env: Field = {
  name: "env",
  widget: "rows",
  label: msg("Environment variables"),
  default: [],
  fields: [
    { name: "name", widget: "text", default: "", label: msg("Name"), placeholder: "NAME" },
    {
      name: "value",
      widget: "typed",
      default: "",
      label: "=",
      types: ENV_TYPES,
      type_property: "type",
      type_default: "str",
    },
  ],
};

export const FLOW_FIELDS: Field[] = [{ name: "label", widget: "text", label: msg("Name"), default: "" }, env];

export const GROUP_FIELDS: Field[] = [
  { name: "name", widget: "text", label: msg("Name"), default: "" },
  { name: "style.stroke", widget: "color", label: msg("Outline"), default: "" },
  { name: "style.fill", widget: "color", label: msg("Fill"), default: "" },
  { name: "style.label", widget: "checkbox", label: msg("Show the name"), default: true },
  {
    name: "style.color",
    widget: "color",
    label: msg("Name colour"),
    default: "",
    when: { "style.label": [true] },
  },
  {
    name: "style.label-position",
    widget: "select",
    label: msg("Name at"),
    default: "nw",
    when: { "style.label": [true] },
    options: [
      { value: "nw", label: msg("top left") },
      { value: "n", label: msg("top") },
      { value: "ne", label: msg("top right") },
      { value: "sw", label: msg("bottom left") },
      { value: "s", label: msg("bottom") },
      { value: "se", label: msg("bottom right") },
    ],
  },
  { ...env, section: msg("Environment") },
];

/** What of a subflow is edited as fields; its properties and its module have parts of their own (editor/subflow). */
export const SUBFLOW_FIELDS: Field[] = [
  { name: "name", widget: "text", label: msg("Name"), default: "" },
  { name: "env", widget: "variables", label: msg("Properties"), default: [] },
];

/** Fields of the tables here in the person's language. */
export const spoken = (fields: readonly Field[]): Field[] => fields.map((field) => fieldInLanguage(field, t));

/** Prefix of form values that stand for an environment variable of an instance. */
export const ENV_PREFIX = "env:";

/** Form value that holds the variables of an instance that its subflow does not know. */
export const MORE_ENV = "more-env";

/** The fields of a subflow's instances: one for each property of the definition, in the way its `ui` asks for. */
export function instanceFields(definition: SubflowRecord, locale = language()): Field[] {
  const own = (definition.env ?? [])
    .map((entry, index) => envField(entry, index, locale))
    .filter((field) => field !== null);
  const more = {
    ...env,
    name: MORE_ENV,
    section: msg("Environment"),
    label: msg("More environment variables"),
  };
  return [...spoken(subflowType(definition).fields), ...own, ...spoken([more])];
}

function envField(entry: EnvEntry, index: number, locale: string): Field | null {
  const ui = uiOf(entry);
  const type = uiTypeOf(entry);
  if (type === "hide") return null;
  const name = ENV_PREFIX + entry.name;
  const icon = ui.icon && isFontAwesome(ui.icon) ? ui.icon : undefined;
  const base = {
    name,
    label: textIn(ui.label, locale) ?? entry.name,
    default: entry.value,
    ...(icon ? { icon } : {}),
  };
  switch (type) {
    case "none":
      return { ...base, name: `${name}:label:${index}`, widget: "label" };
    case "cred":
      return {
        ...base,
        widget: "typed",
        types: ["cred"],
        type_property: `${name}:type`,
        type_default: "cred",
      };
    case "conf-types":
      return { ...base, widget: "config", node_type: entry.type };
    case "select":
      return {
        ...base,
        widget: "select",
        options: (ui.opts?.opts ?? []).map((option) => ({
          value: option.v,
          label: textIn(option.l, locale) ?? option.v,
        })),
      };
    case "checkbox":
      return { ...base, widget: "checkbox", default: String(entry.value), as_text: true };
    case "spinner":
      return {
        ...base,
        widget: "number",
        default: String(entry.value),
        minimum: ui.opts?.min,
        maximum: ui.opts?.max,
      };
    default:
      return {
        ...base,
        widget: "typed",
        types: ui.opts?.types ?? (ENV_TYPES.includes(entry.type) ? ENV_TYPES : [entry.type]),
        type_property: `${name}:type`,
        type_default: entry.type,
      };
  }
}

/** The values of an instance's environment fields. */
export function openInstanceEnv(definition: SubflowRecord, env: unknown): Record<string, unknown> {
  const own = new Map((Array.isArray(env) ? (env as EnvEntry[]) : []).map((entry) => [entry.name, entry]));
  const known = new Set((definition.env ?? []).map((entry) => entry.name));
  const values: Record<string, unknown> = {
    [MORE_ENV]: [...own.values()].filter((entry) => !known.has(entry.name)),
  };
  for (const entry of definition.env ?? []) {
    const set = own.get(entry.name);
    const isSecret = (set?.type ?? entry.type) === "cred"; // the definition's own is not shown in its instances
    values[ENV_PREFIX + entry.name] = isSecret ? (set?.value ?? "") : (set?.value ?? entry.value);
    values[`${ENV_PREFIX}${entry.name}:type`] = set?.type ?? entry.type;
  }
  return values;
}

/** The instance's `env`: what differs from the definition, and `more` that the definition does not know. */
export function closeInstanceEnv(
  definition: SubflowRecord,
  env: unknown,
  values: Record<string, unknown>,
  more?: unknown,
): EnvEntry[] {
  const known = new Set((definition.env ?? []).map((entry) => entry.name));
  const others = Array.isArray(more) ? (more as EnvEntry[]) : Array.isArray(env) ? (env as EnvEntry[]) : [];
  const kept = others.filter((entry) => !known.has(entry.name) && entry.name !== "");
  const own = (definition.env ?? []).flatMap((entry) => {
    const value = values[ENV_PREFIX + entry.name];
    const type = String(values[`${ENV_PREFIX}${entry.name}:type`] ?? entry.type);
    if (type === "cred")
      return value === "" || value === undefined ? [] : [{ name: entry.name, type, value }];
    if (value === entry.value && type === entry.type) return [];
    if (value === entry.value && uiTypeOf(entry) === "conf-types") return [];
    return [{ name: entry.name, type: storedType(entry, type), value }];
  });
  return [...own, ...kept];
}

/** The type of a value as an instance's record names it: that of the field it was entered in. */
function storedType(entry: EnvEntry, type: string): string {
  switch (uiTypeOf(entry)) {
    case "conf-types":
      return "conf-type";
    case "select":
      return "str";
    case "checkbox":
      return "bool";
    case "spinner":
      return "num";
    default:
      return type;
  }
}

const STYLE = "style.";

/** A group's style as values of its form. */
export function openStyle(style: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((style ?? {}) as object).map(([key, value]) => [STYLE + key, value]),
  );
}

/** A group's style with the changes of its form; a colour that is empty is left to the theme. */
export function closeStyle(style: unknown, changes: Record<string, unknown>): Record<string, unknown> {
  const next: Record<string, unknown> = { ...((style ?? {}) as object) };
  for (const [key, value] of Object.entries(changes)) {
    if (!key.startsWith(STYLE)) continue;
    if (value === "" || value === undefined) delete next[key.slice(STYLE.length)];
    else next[key.slice(STYLE.length)] = value;
  }
  return next;
}
