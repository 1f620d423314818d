/** A list of rows, with the stock editor's `editableList`. */
import type { Field } from "../document/node-types";
import { type FormScope, isShown, labelOf } from "../forms/field";
import { changeRow, newRow, type Row } from "../forms/rows";
import { type StockNode, wrap } from "./red";
import type { MakeWidget, Widget } from "./widgets";

interface Item {
  row?: Row;
  widgets?: Widget[];
}

export function makeList(
  makeWidget: MakeWidget,
  field: Field,
  scope: FormScope,
  place: HTMLElement,
  node: StockNode,
): Widget {
  place.style.width = "100%";
  const list = document.createElement("ol");
  place.append(list);
  const items: Item[] = [];
  const widget = wrap(list);
  const read = () => {
    const rows: Row[] = [];
    widget.editableList("items").each(function () {
      const item = wrap(this).data("data") as Item;
      for (const cell of item.widgets ?? []) cell.read?.();
      if (item.row) rows.push(item.row);
    });
    scope.set({ [field.name]: rows });
  };
  widget.editableList({
    removable: true,
    sortable: true,
    addItem(container: { get(index: number): HTMLElement }, _: number, item: Item) {
      item.row ??= newRow(field);
      items.push(item);
      fill(container.get(0), item);
    },
    removeItem: read,
    sortItems: read,
  });
  for (const row of scope.get(field.name) as Row[]) widget.editableList("addItem", { row });

  /** The cells of a row; they are made anew when another choice shows other ones. */
  function fill(container: HTMLElement, item: Item): void {
    for (const cell of item.widgets ?? []) cell.close?.();
    container.replaceChildren();
    Object.assign(container.style, { display: "flex", flexWrap: "wrap", gap: "6px", overflow: "visible" });
    const cellScope: FormScope = {
      get: (name) => item.row?.[name],
      set: (changes) => {
        const before = shownCells(item);
        item.row = changeRow(item.row ?? {}, changes, field);
        if (before !== shownCells(item)) fill(container, item);
      },
    };
    item.widgets = (field.fields ?? []).flatMap((cell) => {
      if (cell.widget === "hidden" || !isShown(cell, cellScope)) return [];
      const element = document.createElement("span");
      element.title = labelOf(cell);
      element.dataset.cell = cell.name;
      element.style.flex = cell.widget === "typed" ? "1 1 200px" : "0 1 auto";
      container.append(element);
      const made = makeWidget(cell, cellScope, element, node);
      made.resize?.();
      return [made];
    });
  }

  const shownCells = (item: Item): string =>
    (field.fields ?? [])
      .map((cell) => (isShown(cell, { get: (name) => item.row?.[name], set: () => {} }) ? "1" : "0"))
      .join("");

  return {
    read,
    close: () => {
      for (const cell of items.flatMap((item) => item.widgets ?? [])) cell.close?.();
    },
  };
}
