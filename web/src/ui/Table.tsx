/** A table: sortable columns, selectable rows, an empty state. Paging and loading stand around it, not in it. */
import type { ReactNode } from "react";
import {
  Cell as AriaCell,
  type CellProps as AriaCellProps,
  Column as AriaColumn,
  type ColumnProps as AriaColumnProps,
  Row as AriaRow,
  type RowProps as AriaRowProps,
  Table as AriaTable,
  TableBody as AriaTableBody,
  type TableBodyProps as AriaTableBodyProps,
  TableHeader as AriaTableHeader,
  type TableHeaderProps as AriaTableHeaderProps,
  type TableProps as AriaTableProps,
  Collection,
  useTableOptions,
} from "react-aria-components";
import { Checkbox } from "./Choice.tsx";
import { Icon } from "./Icon.tsx";
import styles from "./Table.module.css";

export function Table(props: Omit<AriaTableProps, "className">) {
  return (
    <div className={styles.scroll}>
      <AriaTable {...props} className={styles.table} />
    </div>
  );
}

export function TableHeader<T extends object>({
  columns,
  children,
  ...props
}: Omit<AriaTableHeaderProps<T>, "className">) {
  const { selectionBehavior, selectionMode } = useTableOptions();
  return (
    <AriaTableHeader {...props} className={styles.head}>
      {selectionBehavior === "toggle" && (
        <AriaColumn className={`${styles.column} ${styles.select}`} id="select">
          {selectionMode === "multiple" && <Checkbox slot="selection" />}
        </AriaColumn>
      )}
      <Collection items={columns ?? []}>{children}</Collection>
    </AriaTableHeader>
  );
}

export interface ColumnProps extends Omit<AriaColumnProps, "className" | "children"> {
  children?: ReactNode;
  /** Numbers and actions stand at the end. */
  align?: "start" | "end";
  /** Left out where the window is narrow. */
  hideWhenNarrow?: boolean;
}

export function Column({ children, align, hideWhenNarrow, ...props }: ColumnProps) {
  return (
    <AriaColumn
      {...props}
      className={styles.column}
      data-align={align}
      data-wide={hideWhenNarrow || undefined}
    >
      {({ allowsSorting, sortDirection }) => (
        <span className={styles.columnText}>
          {children}
          {allowsSorting && (
            <Icon
              name={sortDirection === "ascending" ? "arrow-up" : sortDirection ? "arrow-down" : "sort-none"}
              size="xs"
              className={sortDirection ? styles.sorted : styles.sortable}
            />
          )}
        </span>
      )}
    </AriaColumn>
  );
}

export function TableBody<T extends object>(props: Omit<AriaTableBodyProps<T>, "className">) {
  return <AriaTableBody {...props} className={styles.body} />;
}

export function Row<T extends object>({ columns, children, ...props }: Omit<AriaRowProps<T>, "className">) {
  const { selectionBehavior } = useTableOptions();
  return (
    <AriaRow {...props} className={styles.row}>
      {selectionBehavior === "toggle" && (
        <AriaCell className={`${styles.cell} ${styles.select}`}>
          <Checkbox slot="selection" />
        </AriaCell>
      )}
      <Collection items={columns ?? []}>{children}</Collection>
    </AriaRow>
  );
}

export interface CellProps extends Omit<AriaCellProps, "className" | "children"> {
  align?: "start" | "end";
  hideWhenNarrow?: boolean;
  children?: ReactNode;
}

export function Cell({ align, hideWhenNarrow, children, ...props }: CellProps) {
  return (
    <AriaCell {...props} className={styles.cell} data-align={align} data-wide={hideWhenNarrow || undefined}>
      {children}
    </AriaCell>
  );
}
