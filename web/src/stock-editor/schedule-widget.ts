/** When a node repeats: not at all, at an interval, or at the times of a cron expression. */
import type { Field } from "../document/node-types";
import type { FormScope } from "../forms/field";
import type { Widget } from "./widgets";

const KINDS = { none: "none", interval: "every … seconds", cron: "at times (cron expression)" };

export function makeSchedule(field: Field, scope: FormScope, place: HTMLElement): Widget {
  const cron = field.type_property ?? "crontab";
  const kind = document.createElement("select");
  kind.setAttribute("aria-label", "Repeat");
  const input = document.createElement("input");
  input.type = "text";
  const crontab = String(scope.get(cron) ?? "");
  const repeat = String(scope.get(field.name) ?? "");
  for (const [value, label] of Object.entries(KINDS)) kind.add(new Option(label, value));
  kind.value = crontab ? "cron" : repeat && repeat !== "0" ? "interval" : "none";
  input.value = crontab || repeat;
  const show = () => {
    input.style.display = kind.value === "none" ? "none" : "";
    input.setAttribute("aria-label", KINDS[kind.value as keyof typeof KINDS]);
  };
  const write = () => {
    show();
    scope.set({
      [field.name]: kind.value === "interval" ? input.value : "",
      [cron]: kind.value === "cron" ? input.value : "",
    });
  };
  kind.addEventListener("change", () => {
    input.value = { none: "", interval: "1", cron: "0 * * * *" }[kind.value] ?? "";
    write();
  });
  input.addEventListener("input", write);
  place.append(kind, input);
  show();
  return {};
}
