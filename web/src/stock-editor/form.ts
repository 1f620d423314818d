/**
 * The edit form of a node in the stock editor. The rows stand in the template that the server made; fields with the
 * id `node-input-<property>` are read and written by that editor itself, what lies in a `data-field` element by us.
 */
import type { Field, NodeType } from "../document/node-types";
import { type Draft, openDraft, patchOf } from "../forms/draft";
import { type FormScope, isShown } from "../forms/field";
import { ORIGIN, type Row } from "../forms/rows";
import { joinLinks } from "./links";
import { red, type StockNode } from "./red";
import { makeWidget, type Widget } from "./widgets";

/** The stock editor's style sheet overrules the attribute `hidden`. */
const toggle = (element: HTMLElement, isShown: boolean) => {
  element.style.display = isShown ? "" : "none";
};

const OPEN = new Map<string, StockForm>();

export class StockForm {
  readonly #widgets: Widget[] = [];
  readonly #managed: Field[] = [];
  readonly #rows = new Map<Field, HTMLElement>();
  readonly #draft: Draft;
  readonly #record: Record<string, unknown> & { type: string };
  readonly #scope: FormScope;

  static open(node: StockNode, type: NodeType): void {
    const forms = document.querySelectorAll<HTMLElement>(".wirelatch-form:not([data-open])");
    const root = [...forms].find((form) => form.dataset.type === type.type);
    if (!root) return;
    root.dataset.open = "";
    OPEN.set(node.id, new StockForm(node, type, root));
  }

  static of(node: StockNode): StockForm | undefined {
    return OPEN.get(node.id);
  }

  readonly node: StockNode;
  readonly type: NodeType;
  readonly root: HTMLElement;

  constructor(node: StockNode, type: NodeType, root: HTMLElement) {
    this.node = node;
    this.type = type;
    this.root = root;
    const names = ["type", "wires", ...type.fields.flatMap((f) => [f.name, f.type_property ?? f.name])];
    const known = names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]);
    this.#record = { ...structuredClone(Object.fromEntries(known)), type: type.type };
    this.#draft = openDraft(this.#record, type.fields);
    this.#scope = {
      get: (name) => (name in this.#draft.values ? this.#draft.values[name] : this.#ofConfig(name)),
      set: (changes) => {
        this.#draft.values = { ...this.#draft.values, ...changes };
        this.#show();
      },
    };
    type.fields.forEach((field, index) => {
      const row = root.querySelector<HTMLElement>(`[data-row="${index}"]`);
      if (row) this.#prepare(field, row);
    });
    this.#tabs();
    this.#show();
  }

  #prepare(field: Field, row: HTMLElement): void {
    this.#rows.set(field, row);
    const place = row.querySelector<HTMLElement>("[data-field]");
    if (place) {
      this.#managed.push(field);
      this.#widgets.push(makeWidget(field, this.#scope, place, this.node));
      return;
    }
    const input = row.querySelector<HTMLInputElement>("input, select, textarea");
    const read = () => {
      if (!input || field.widget === "credential") return;
      this.#scope.set({ [field.name]: input.type === "checkbox" ? input.checked : input.value });
    };
    input?.addEventListener("change", read);
    input?.addEventListener("input", read);
    if (input?.tagName === "SELECT" && field.widget === "select" && this.node[field.name] === undefined) {
      input.value = String(field.default ?? ""); // the file lacks the key: what the form shows is what a new node has
    }
  }

  /** `broker.protocolVersion`: a property of the config node that a field names. */
  #ofConfig(path: string): unknown {
    const [field = "", property] = path.split(".");
    const id = this.#draft.values[field];
    return property === undefined ? undefined : red().nodes.node(String(id ?? ""))?.[property];
  }

  /** Fields with a section stand on tabs of their own. */
  #tabs(): void {
    const all = [...this.root.querySelectorAll<HTMLElement>(":scope > [data-section]")];
    const sections = all.filter((section) => section.dataset.section || section.children.length > 1);
    if (all.length < 2 || sections.length === 0) return; // a name alone stands above the tabs
    const bar = document.createElement("div");
    bar.className = "form-row wirelatch-tabs";
    const show = (chosen: number) => {
      sections.forEach((section, index) => {
        toggle(section, index === chosen);
      });
      [...bar.children].forEach((button, index) => {
        button.classList.toggle("selected", index === chosen);
      });
      this.resize();
    };
    sections.forEach((section, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "red-ui-button toggle";
      button.textContent = section.dataset.section || "General";
      button.addEventListener("click", () => show(index));
      bar.append(button);
    });
    sections[0]!.before(bar);
    show(0);
  }

  #show(): void {
    for (const [field, row] of this.#rows) toggle(row, isShown(field, this.#scope));
    for (const heading of this.root.querySelectorAll<HTMLElement>("[data-heading]")) {
      const own = this.type.fields.filter((field) => field.heading === heading.dataset.heading);
      toggle(
        heading,
        own.some((field) => isShown(field, this.#scope)),
      );
    }
  }

  resize(): void {
    for (const widget of this.#widgets) widget.resize?.();
  }

  /** Write what was changed to the node; the stock editor then reads its own fields. */
  save(): void {
    for (const widget of this.#widgets) widget.read?.();
    const patch = patchOf(this.#draft, this.#record, this.#managed);
    delete patch.credentials;
    if ("wires" in patch || "outputs" in patch) this.#mapOutputs();
    for (const field of this.#managed) {
      if (field.widget === "nodes" && field.name in patch) {
        joinLinks(this.node, field, this.node[field.name], patch[field.name]);
      }
    }
    const own = new Set(this.#managed.flatMap((field) => [field.name, field.type_property ?? field.name]));
    const derived = new Set(this.type.fields.filter((f) => f.widget === "hidden").map((field) => field.name));
    for (const [name, value] of Object.entries(patch)) {
      if (name !== "outputs" && (own.has(name) || derived.has(name))) this.node[name] = value;
    }
    for (const field of this.#managed) if (field.widget === "which") this.#emptyOthers(field);
    this.close();
  }

  /** Of the config nodes that a field decides between, the stock editor stores what its lists say: `_ADD_` is none. */
  #emptyOthers(field: Field): void {
    for (const option of field.options ?? []) {
      const list = this.root.querySelector<HTMLSelectElement>(`#node-input-${option.value}`);
      if (list && option.value !== this.#draft.values[field.name]) list.value = "_ADD_";
    }
  }

  /** Tell which output is which: the field `outputs` takes a map from the old numbers to the new ones. */
  #mapOutputs(): void {
    const input = this.root.querySelector<HTMLInputElement>("#node-input-outputs[type=hidden]");
    const field = this.#managed.find((candidate) => candidate.widget === "rows");
    if (!input || !field) return;
    const map: Record<string, number> = {};
    const before = this.#draft.initial[field.name] as Row[];
    const after = this.#draft.values[field.name] as Row[];
    for (const index of before.keys()) map[index] = -1;
    after.forEach((row, index) => {
      map[typeof row[ORIGIN] === "number" ? (row[ORIGIN] as number) : `new-${index}`] = index;
    });
    input.value = JSON.stringify(map);
  }

  close(): void {
    for (const widget of this.#widgets) widget.close?.();
    OPEN.delete(this.node.id);
    red().view.redraw();
  }
}
