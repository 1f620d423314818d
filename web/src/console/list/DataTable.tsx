/**
 * Rows of a list as an HTML table: sortable heads, selection, rows that open, a page behind a row or a detail below it.
 * On phones each row becomes a card whose values name themselves. Roles are written out, as browsers drop them from
 * tables that are not laid out as tables (https://www.w3.org/WAI/ARIA/apg/patterns/table/).
 */
import { Fragment, type MouseEvent, type ReactNode, useState } from "react";
import { t } from "../../i18n/index.ts";
import { Icon, IconButton } from "../../ui/index.ts";
import styles from "./DataTable.module.css";
import { toOrdering, toSort } from "./paging.ts";
import { SelectBox, useRangeSelection } from "./selection.tsx";

export interface ColumnSpec<T> {
  /** The field it sorts by, and its key. */
  id: string;
  label: string;
  sortable?: boolean;
  /** Left out where the window is narrow. */
  hideWhenNarrow?: boolean;
  align?: "start" | "end";
  /** The column that names the row, the first one unless given. */
  isRowHeader?: boolean;
  cell: (record: T) => ReactNode;
}

export interface DataTableProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly ColumnSpec<T>[];
  id: (record: T) => string | number;
  name: (record: T) => string;
  /** A hash, where the row leads to a page. */
  href?: ((record: T) => string | undefined) | undefined;
  /** A click on the row, where there is no page. */
  onOpen?: ((record: T) => void) | undefined;
  /** What is shown below an opened row. */
  detail?: ((record: T) => ReactNode) | undefined;
  ordering: string;
  onOrder: (ordering: string) => void;
  /** Keys of the selected rows, where rows can be selected. */
  selected?: ReadonlySet<string> | undefined;
  onSelect?: (selected: ReadonlySet<string>) => void;
  /** As many grey rows while nothing has come yet. */
  skeleton?: number | undefined;
}

export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, rows, columns, id, selected, detail, skeleton = 0 } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const header = columns.find((column) => column.isRowHeader) ?? columns[0];
  const keys = rows.map((row) => String(id(row)));
  const select = useRangeSelection(keys, selected ?? NONE, (keys) => props.onSelect?.(keys));
  const toggle = (key: string) =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const width = columns.length + (selected ? 1 : 0) + (detail ? 1 : 0);
  return (
    <div className={styles.scroll}>
      <table role="table" className={styles.table} aria-label={label} aria-busy={skeleton > 0 || undefined}>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row">
            {selected && (
              <th role="columnheader" scope="col" className={styles.select}>
                <SelectBox
                  label={t("Select all")}
                  isSelected={keys.length > 0 && keys.every((key) => selected.has(key))}
                  isPartial={keys.some((key) => selected.has(key))}
                  onChange={select.all}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.id} column={column} ordering={props.ordering} onOrder={props.onOrder} />
            ))}
            {detail && (
              <th role="columnheader" scope="col" className={styles.expand}>
                <span className="wl-visually-hidden">{t("Details")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup" className={styles.body}>
          {skeleton > 0
            ? Array.from({ length: skeleton }, (_, index) => (
                <SkeletonRow key={index} width={width} index={index} />
              ))
            : rows.map((row) => {
                const key = String(id(row));
                const isOpen = open.has(key);
                const isSelected = selected?.has(key) ?? false;
                const activate = opener(props, row, detail ? () => toggle(key) : undefined);
                return (
                  <Fragment key={key}>
                    <tr
                      role="row"
                      className={styles.row}
                      data-selected={isSelected || undefined}
                      data-opens={activate ? "" : undefined}
                      data-open={isOpen || undefined}
                      onClick={(event) => activate && isOnRow(event) && activate(event)}
                    >
                      {selected && (
                        <td role="cell" className={styles.select}>
                          <SelectBox
                            label={t("Select {name}", { name: props.name(row) })}
                            isSelected={isSelected}
                            onChange={(on, range) => select.one(key, on, range)}
                          />
                        </td>
                      )}
                      {columns.map((column) => (
                        <td
                          key={column.id}
                          role={column === header ? "rowheader" : "cell"}
                          className={styles.cell}
                          data-label={column.label}
                          data-align={column.align}
                          data-wide={column.hideWhenNarrow || undefined}
                          data-header={column === header || undefined}
                        >
                          {column === header ? (
                            <Named row={row} {...props}>
                              {column.cell(row)}
                            </Named>
                          ) : (
                            column.cell(row)
                          )}
                        </td>
                      ))}
                      {detail && (
                        <td role="cell" className={styles.expand}>
                          <IconButton
                            icon={isOpen ? "chevron-up" : "chevron-down"}
                            size="sm"
                            label={
                              isOpen
                                ? t("Hide details of {name}", { name: props.name(row) })
                                : t("Show details of {name}", { name: props.name(row) })
                            }
                            aria-expanded={isOpen}
                            onPress={() => toggle(key)}
                          />
                        </td>
                      )}
                    </tr>
                    {isOpen && detail && (
                      <tr role="row" className={styles.detailRow}>
                        <td role="cell" className={styles.detail} colSpan={width}>
                          {detail(row)}
                        </td>
                      </tr>
                    )}
                  </Fragment>
                );
              })}
        </tbody>
      </table>
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();

function Head<T>({
  column,
  ordering,
  onOrder,
}: {
  column: ColumnSpec<T>;
  ordering: string;
  onOrder: (ordering: string) => void;
}) {
  const sort = toSort(ordering);
  const direction = sort?.column === column.id ? sort.direction : undefined;
  return (
    <th
      role="columnheader"
      scope="col"
      className={styles.column}
      data-align={column.align}
      data-wide={column.hideWhenNarrow || undefined}
      aria-sort={column.sortable ? (direction ?? "none") : undefined}
    >
      {column.sortable ? (
        <button
          type="button"
          className={styles.sort}
          data-sorted={direction ? "" : undefined}
          onClick={() =>
            onOrder(
              toOrdering({
                column: column.id,
                direction: direction === "ascending" ? "descending" : "ascending",
              }),
            )
          }
        >
          {column.label}
          <Icon
            name={direction === "ascending" ? "arrow-up" : direction ? "arrow-down" : "sort-none"}
            size="xs"
          />
        </button>
      ) : (
        column.label || <span className="wl-visually-hidden">{t("Actions")}</span>
      )}
    </th>
  );
}

/** The row's name as the link or the button that a click anywhere on the row stands for. */
function Named<T>({ row, href, onOpen, children }: DataTableProps<T> & { row: T; children: ReactNode }) {
  const address = href?.(row);
  if (address) {
    return (
      <a className={styles.name} href={address}>
        {children}
      </a>
    );
  }
  if (!onOpen) return children;
  return (
    <button type="button" className={styles.name} onClick={() => onOpen(row)}>
      {children}
    </button>
  );
}

function opener<T>({ href, onOpen }: DataTableProps<T>, row: T, toggle?: () => void) {
  const address = href?.(row);
  if (address) {
    return (event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey) window.open(address, "_blank", "noreferrer");
      else window.location.assign(address);
    };
  }
  if (onOpen) return () => onOpen(row);
  return toggle;
}

/** A click that is the row's own: not on something that acts by itself, not the end of selecting text. */
function isOnRow(event: MouseEvent): boolean {
  if (event.defaultPrevented || !(event.target instanceof Element)) return false;
  // What is clicked in a menu or dialog opened from the row bubbles here through React, not through the page.
  if (!event.currentTarget.contains(event.target)) return false;
  if (event.target.closest("a, button, input, label, select, textarea, summary")) return false;
  return !window.getSelection()?.toString();
}

function SkeletonRow({ width, index }: { width: number; index: number }) {
  return (
    <tr role="row" className={styles.skeleton}>
      {Array.from({ length: width }, (_, cell) => (
        <td key={cell} className={styles.cell}>
          <span className={styles.bone} data-length={(index + cell) % 3} />
        </td>
      ))}
    </tr>
  );
}
