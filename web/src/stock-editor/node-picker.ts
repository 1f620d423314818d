/** Nodes to tick. Where the default is null (catch, status), that stands for the whole flow, "group" for the group. */
import type { Field } from "../document/node-types";
import { type FormScope, labelOf } from "../forms/field";
import { red, type StockNode } from "./red";
import type { Widget } from "./widgets";

const MODES = { flow: "all nodes of this flow", group: "all nodes in the same group", nodes: "chosen nodes" };

export function makeNodePicker(field: Field, scope: FormScope, place: HTMLElement, node: StockNode): Widget {
  const list = document.createElement("div");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", labelOf(field));
  Object.assign(list.style, { maxHeight: "240px", overflow: "auto" });
  const chosen = () => {
    const value = scope.get(field.name);
    return new Set(Array.isArray(value) ? value.map(String) : []);
  };
  for (const candidate of candidates(field, node)) {
    const label = document.createElement("label");
    label.style.width = "100%";
    const input = document.createElement("input");
    input.type = "checkbox";
    input.style.width = "auto";
    input.checked = chosen().has(candidate.id);
    input.addEventListener("change", () => {
      const ids = chosen();
      if (input.checked) ids.add(candidate.id);
      else ids.delete(candidate.id);
      scope.set({ [field.name]: [...ids] });
    });
    const flow = candidate.z === node.z ? "" : ` (${flowName(String(candidate.z))})`;
    label.append(input, ` ${red().utils.getNodeLabel(candidate, candidate.id)}${flow}`);
    list.append(label);
  }
  if (field.default === null) place.append(modeSelect(field, scope, list));
  place.append(list);
  return {};
}

function modeSelect(field: Field, scope: FormScope, list: HTMLElement): HTMLElement {
  const value = scope.get(field.name);
  const select = document.createElement("select");
  select.setAttribute("aria-label", labelOf(field));
  for (const [mode, label] of Object.entries(MODES)) select.add(new Option(label, mode));
  select.value = Array.isArray(value) ? "nodes" : value === "group" ? "group" : "flow";
  list.style.display = select.value === "nodes" ? "" : "none";
  select.addEventListener("change", () => {
    list.style.display = select.value === "nodes" ? "" : "none";
    const values: Record<string, unknown> = { flow: null, group: "group", nodes: [] };
    scope.set({ [field.name]: values[select.value] });
  });
  return select;
}

function candidates(field: Field, node: StockNode): StockNode[] {
  if (!field.node_type) {
    return red()
      .nodes.filterNodes({ z: node.z ?? "" })
      .filter((other) => other.id !== node.id);
  }
  const found: StockNode[] = [];
  const wanted = new Set([field.node_type].flat());
  red().nodes.eachNode((other) => {
    if (wanted.has(other.type)) found.push(other);
  });
  return found;
}

const flowName = (id: string): string =>
  red().nodes.workspace(id)?.label ?? red().nodes.subflow(id)?.name ?? id;
