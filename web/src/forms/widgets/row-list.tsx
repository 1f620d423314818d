/** A list of rows to add to, take from and sort: by dragging the handle, or with the arrow keys on it. */

import { type ReactNode, useId, useRef, useState } from "react";
import { language, t } from "../../i18n";
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
function oneOf(field: Field): string {
  // Only English has its singular and its small letters by these rules.
  if (language() !== "en") return t("entry");
  return labelOf(field).toLowerCase().replace(/ies$/, "y").replace(/s$/, "");
}

export function RowListWidget({ field, scope, isDisabled, describedBy }: WidgetProps) {
  const value = scope.get(field.name);
  const rows: Row[] = Array.isArray(value) ? (value as Row[]) : [];
  return (
    <RowList
      label={labelOf(field)}
      one={oneOf(field)}
      rows={rows}
      isDisabled={isDisabled}
      {...(describedBy ? { describedBy } : {})}
      onChange={(next) => scope.set({ [field.name]: next })}
      onAdd={() => newRow(field)}
      after={(index) =>
        field.name === "rules" &&
        scope.get("type") === "switch" && (
          <span className={rowStyles.rowNumber} title={t("Output {n}", { n: index + 1 })}>
            → {index + 1}
          </span>
        )
      }
    >
      {(row, index, change) => (
        <RowCells
          field={field}
          row={row}
          index={index}
          outer={scope}
          isDisabled={isDisabled}
          onChange={(changes) => change(changeRow(row, changes, field))}
        />
      )}
    </RowList>
  );
}

interface RowListProps {
  label: string;
  /** What one row is called, in small letters. */
  one: string;
  rows: Row[];
  isDisabled: boolean;
  describedBy?: string;
  onChange: (rows: Row[]) => void;
  /** Makes a new row. */
  onAdd: () => Row;
  /** What stands before the row's button that deletes it. */
  after?: (index: number) => ReactNode;
  /** A row's content; `change` puts another row in its place. */
  children: (row: Row, index: number, change: (next: Row) => void) => ReactNode;
}

/** Rows of any content to add to, take from and sort. */
export function RowList(props: RowListProps) {
  const { label, one, rows, isDisabled, describedBy, onChange: set, onAdd, after, children } = props;
  const list = useRef<HTMLOListElement>(null);
  const keys = useRef(new Map<Row, number>());
  const nextKey = useRef(0);
  const [dragged, setDragged] = useState<number | null>(null);
  const [target, setTarget] = useState<number | null>(null);
  const [said, setSaid] = useState("");

  const keyOf = (row: Row) => {
    let key = keys.current.get(row);
    if (key === undefined) {
      key = nextKey.current++;
      keys.current.set(row, key);
    }
    return key;
  };
  const change = (index: number, next: Row) => {
    keys.current.set(next, keyOf(rows[index]!));
    set(rows.with(index, next));
  };
  const move = (from: number, to: number, keepFocus: boolean) => {
    const next = moveRow(rows, from, to);
    if (next === rows) return;
    set(next);
    setSaid(t("{one} {from} moved to {to}", { one, from: from + 1, to: to + 1 }));
    if (keepFocus) {
      requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>("[data-handle]")[to]?.focus());
    }
  };
  const add = () => {
    set([...rows, onAdd()]);
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(":scope > :last-child :is(input, select, textarea)")?.focus();
    });
  };

  return (
    <fieldset className={rowStyles.rows} aria-label={label} aria-describedby={describedBy}>
      {rows.length === 0 && <p className={rowStyles.rowsEmpty}>{t("None yet.")}</p>}
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
              aria-label={t("Move {one} {n}: arrow keys", { one, n: index + 1 })}
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
            {children(row, index, (next) => change(index, next))}
            {after?.(index)}
            <IconButton
              icon="close"
              label={t("Delete {one} {n}", { one, n: index + 1 })}
              size="md"
              isDisabled={isDisabled}
              onPress={() => set(rows.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      <div className={rowStyles.rowsFooter}>
        <Button size="sm" icon="add" isDisabled={isDisabled} onPress={add}>
          {t("Add {one}", { one })}
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
  onChange: (changes: Row) => void;
}

function RowCells({ field, row, index, outer, isDisabled, onChange }: RowCellsProps) {
  const id = useId();
  const host = useFormHost();
  const scope: FormScope = {
    get: (name) => (name in row ? row[name] : outer.get(name)),
    set: onChange,
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
