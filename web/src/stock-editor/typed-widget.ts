/** A value with its type in front, with the stock editor's `typedInput`. */
import type { Field } from "../document/node-types";
import { type FormScope, labelOf } from "../forms/field";
import { typeOfTyped } from "../forms/problems";
import { typedKind } from "../forms/typed-values";
import { wrap } from "./red";
import type { Widget } from "./widgets";

/** The types that the stock editor knows itself. */
const KNOWN = new Set([
  "msg",
  "flow",
  "global",
  "str",
  "num",
  "bool",
  "json",
  "re",
  "date",
  "jsonata",
  "bin",
  "env",
  "node",
  "cred",
]);

function typeOption(name: string): unknown {
  if (KNOWN.has(name)) return name;
  const { label, editor, choices } = typedKind(name);
  if (choices) return { value: name, label, options: choices };
  return { value: name, label, hasValue: editor !== "none" };
}

export function makeTyped(field: Field, scope: FormScope, place: HTMLElement): Widget {
  const input = document.createElement("input");
  input.type = "text";
  input.placeholder = field.placeholder ?? "";
  input.setAttribute("aria-label", labelOf(field));
  place.append(input);
  const type = typeOfTyped(field, scope);
  const types = [...new Set([...(field.types ?? []), type])];
  const widget = wrap(input);
  input.value = String(scope.get(field.name) ?? "");
  widget.typedInput({ default: type, types: types.map(typeOption) });
  widget.typedInput("type", type);
  widget.typedInput("value", String(scope.get(field.name) ?? ""));
  let shown = [widget.typedInput("type"), widget.typedInput("value")];
  widget.on("change", () => {
    const now = [widget.typedInput("type"), widget.typedInput("value")];
    if (now[0] === shown[0] && now[1] === shown[1]) return;
    shown = now;
    const [chosen = "", value = ""] = now;
    const constant = typedKind(chosen).constant;
    scope.set({
      [field.name]: constant ?? value,
      ...(field.type_property ? { [field.type_property]: chosen } : {}),
    });
  });
  return { resize: () => widget.typedInput("width", "100%") };
}
