/** A list of rows to add to, take from and sort: by dragging the handle, or with the arrow keys on it. */

import { useId, useRef, useState } from "react";
import { Button, IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { type Field, type FormScope, isShown, labelOf } from "../field";
import styles from "../forms.module.css";
import { useFormHost } from "../host";
import { problemOf } from "../problems";
import { changeRow, moveRow, newRow, type Row } from "../rows";
import rowStyles from "./row-list.module.css";
import { WidgetOf } from "./widget";
import { textOf, type WidgetProps } from "./widget-props";

/** The singular that "add …" says: the label without its plural s. */
const oneOf = (field: Field) => labelOf(field).toLowerCase().replace(/ies$/, "y").replace(/s$/, "");

export function RowListWidget({ field, scope, isDisabled, describedBy }: WidgetProps) {
  const value = scope.get(field.name);
  const rows: Row[] = Array.isArray(value) ? (value as Row[]) : [];
  const list = useRef<HTMLOListElement>(null);
  const keys = useRef(new Map<Row, number>());
  const nextKey = useRef(0);
  const [dragged, setDragged] = useState<number | null>(null);
  const [target, setTarget] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const one = oneOf(field);
  const set = (next: Row[]) => scope.set({ [field.name]: next });

  const keyOf = (row: Row) => {
    let key = keys.current.get(row);
    if (key === undefined) {
      key = nextKey.current++;
      keys.current.set(row, key);
    }
    return key;
  };
  const change = (index: number, changes: Row) => {
    const row = rows[index]!;
    const next = changeRow(row, changes, field);
    keys.current.set(next, keyOf(row));
    set(rows.with(index, next));
  };
  const move = (from: number, to: number, keepFocus: boolean) => {
    const next = moveRow(rows, from, to);
    if (next === rows) return;
    set(next);
    setSaid(`${one} ${from + 1} moved to ${to + 1}`);
    if (keepFocus) {
      requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>("[data-handle]")[to]?.focus());
    }
  };
  const add = () => {
    set([...rows, newRow(field)]);
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(":scope > :last-child :is(input, select, textarea)")?.focus();
    });
  };

  return (
    <fieldset className={rowStyles.rows} aria-label={labelOf(field)} aria-describedby={describedBy}>
      {rows.length === 0 && <p className={rowStyles.rowsEmpty}>None yet.</p>}
      <ol className={rowStyles.rowList} ref={list}>
        {rows.map((row, index) => (
          <li
            key={keyOf(row)}
            className={rowStyles.row}
            data-dragging={dragged === index || undefined}
            data-drop={
              target === index && dragged !== null ? (dragged > index ? "before" : "after") : undefined
            }
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setTarget(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) move(dragged, index, false);
              setDragged(null);
              setTarget(null);
            }}
          >
            <button
              type="button"
              data-handle
              className={rowStyles.handle}
              draggable={!isDisabled}
              disabled={isDisabled}
              aria-label={`Move ${one} ${index + 1}: arrow keys`}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", String(index));
                setDragged(index);
              }}
              onDragEnd={() => {
                setDragged(null);
                setTarget(null);
              }}
              onKeyDown={(event) => {
                if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
                event.preventDefault();
                move(index, index + (event.key === "ArrowUp" ? -1 : 1), true);
              }}
            >
              <Icon name="drag" />
            </button>
            <RowCells
              field={field}
              row={row}
              index={index}
              outer={scope}
              isDisabled={isDisabled}
              onChange={change}
            />
            {field.name === "rules" && scope.get("type") === "switch" && (
              <span className={rowStyles.rowNumber} title={`Output ${index + 1}`}>
                → {index + 1}
              </span>
            )}
            <IconButton
              icon="close"
              label={`Delete ${one} ${index + 1}`}
              size="md"
              isDisabled={isDisabled}
              onPress={() => set(rows.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      <div className={rowStyles.rowsFooter}>
        <Button size="sm" icon="add" isDisabled={isDisabled} onPress={add}>
          Add {one}
        </Button>
      </div>
      <span className="wl-visually-hidden" aria-live="polite">
        {said}
      </span>
    </fieldset>
  );
}

/** Labels that say no more than the place of the cell does. */
const PLAIN = new Set(["Property", "Value", "Type"]);

interface RowCellsProps {
  field: Field;
  row: Row;
  index: number;
  outer: FormScope;
  isDisabled: boolean;
  onChange: (index: number, changes: Row) => void;
}

function RowCells({ field, row, index, outer, isDisabled, onChange }: RowCellsProps) {
  const id = useId();
  const host = useFormHost();
  const scope: FormScope = {
    get: (name) => (name in row ? row[name] : outer.get(name)),
    set: (changes) => onChange(index, changes),
  };
  // What stands in a cell is the row's own: a property of the node with the same name never shows through.
  const own: FormScope = { get: (name) => row[name], set: scope.set };
  const shown = (field.fields ?? []).filter((cell) => cell.widget !== "hidden" && isShown(cell, scope));
  return (
    <div className={rowStyles.cells}>
      {shown.map((cell) => {
        const problem = problemOf(cell, own);
        const label = cell.name === "" && !cell.label ? labelOf(field) : labelOf(cell);
        const hasLabel =
          Boolean(cell.label) && !PLAIN.has(cell.label!) && cell.widget !== "checkbox" && shown[0] !== cell;
        return (
          <div
            key={cell.name}
            className={rowStyles.cell}
            data-widget={cell.widget}
            title={problem ?? undefined}
          >
            <div className={hasLabel ? rowStyles.inlineLabel : undefined}>
              {hasLabel && <span className={rowStyles.cellLabel}>{cell.label}</span>}
              <WidgetOf
                field={cell}
                scope={own}
                id={`${id}-${cell.name}`}
                name={`${label}, row ${index + 1}`}
                problem={problem}
                isDisabled={isDisabled || host.isReadOnly}
              />
            </div>
            {problem && textOf(row[cell.name]) !== "" && <span className={styles.problem}>{problem}</span>}
          </div>
        );
      })}
    </div>
  );
}
