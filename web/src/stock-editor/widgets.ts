/** The widgets of fields that a plain input cannot edit, made of those of the stock editor. */
import type { Field } from "../document/node-types";
import { type FormScope, labelOf, sameChoice, storeChoice, storeNumber } from "../forms/field";
import { makeList } from "./list-widget";
import { makeNodePicker } from "./node-picker";
import { red, type StockNode } from "./red";
import { makeSchedule } from "./schedule-widget";
import { makeTyped } from "./typed-widget";

export interface Widget {
  /** Take over what was typed where the widget does not tell by itself. */
  read?(): void;
  resize?(): void;
  close?(): void;
}

export type MakeWidget = (field: Field, scope: FormScope, place: HTMLElement, node: StockNode) => Widget;

const text: MakeWidget = (field, scope, place) => {
  const input = document.createElement(field.widget === "textarea" ? "textarea" : "input");
  input.value = String(scope.get(field.name) ?? "");
  input.placeholder = field.placeholder ?? labelOf(field);
  input.setAttribute("aria-label", labelOf(field));
  input.addEventListener("input", () => {
    const value = field.widget === "number" ? storeNumber(input.value, field) : input.value;
    scope.set({ [field.name]: value });
  });
  place.append(input);
  return {};
};

const checkbox: MakeWidget = (field, scope, place) => {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "checkbox";
  const value = scope.get(field.name);
  input.checked = value === true || value === "true";
  input.addEventListener("change", () => scope.set({ [field.name]: input.checked }));
  label.append(input, ` ${labelOf(field)}`);
  place.append(label);
  return {};
};

const select: MakeWidget = (field, scope, place) => {
  const input = document.createElement("select");
  input.setAttribute("aria-label", labelOf(field));
  const value = scope.get(field.name);
  for (const option of field.options ?? []) {
    const chosen = sameChoice(option.value, value);
    input.add(new Option(option.label, String(option.value), chosen, chosen));
  }
  if (![...input.options].some((option) => option.selected && option.defaultSelected)) {
    input.add(new Option(String(value ?? ""), String(value ?? ""), true, true));
  }
  input.addEventListener("change", () => scope.set({ [field.name]: storeChoice(input.value, field) }));
  place.append(input);
  if (field.other) withOther(input, field, scope);
  return {};
};

/** Lets a list take any other text, in an input beside it. */
function withOther(list: HTMLSelectElement, field: Field, scope: FormScope): void {
  const isKnown = () => field.options?.some((option) => option.value === list.value) ?? false;
  const input = document.createElement("input");
  input.value = isKnown() ? "" : list.value;
  input.style.width = "80px";
  input.setAttribute("aria-label", `Other ${labelOf(field).toLowerCase()}`);
  const last = [...list.options].find(
    (option) => !field.options?.some(({ value }) => value === option.value),
  );
  const other = last ?? new Option("", "");
  other.textContent = field.other ?? "";
  other.value = "";
  list.add(other);
  list.style.width = "auto";
  const show = () => {
    input.style.display = isKnown() ? "none" : "";
  };
  list.addEventListener("change", show);
  input.addEventListener("input", () => scope.set({ [field.name]: input.value }));
  list.after(input);
  show();
}

let numbered = 0;

const code: MakeWidget = (field, scope, place) => {
  const element = document.createElement("div");
  element.id = `wirelatch-code-${numbered++}`;
  element.className = "node-text-editor";
  element.style.height = "250px";
  place.style.width = "100%";
  place.append(element);
  const named = field.language?.startsWith("@") ? scope.get(field.language.slice(1)) : field.language;
  const editor = red().editor.createEditor({
    id: element.id,
    mode: `ace/mode/${String(named || "text")}`,
    value: String(scope.get(field.name) ?? ""),
  });
  return {
    read: () => scope.set({ [field.name]: editor.getValue() }),
    resize: () => editor.resize(),
    close: () => editor.destroy(),
  };
};

const WIDGETS: Record<string, MakeWidget> = {
  checkbox,
  select,
  which: select,
  code,
  typed: makeTyped,
  rows: (...given) => makeList(makeWidget, ...given),
  schedule: makeSchedule,
  nodes: makeNodePicker,
};

/** The widget of a field, put into `place`; one that is not known here is edited as text. */
export function makeWidget(field: Field, scope: FormScope, place: HTMLElement, node: StockNode): Widget {
  return (WIDGETS[field.widget] ?? text)(field, scope, place, node);
}
