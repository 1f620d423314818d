/**
 * A list of one kind of record: search, sort, paging, selection with bulk delete, empty and error states.
 * Its state is in the address, unless several tables share a page (`embedded`).
 */
import { type ReactNode, useEffect, useState } from "react";
import type { Selection } from "react-aria-components";
import {
  AlertDialog,
  Banner,
  Button,
  Cell,
  Column,
  EmptyState,
  IconButton,
  type IconName,
  notify,
  Row,
  SearchField,
  Spinner,
  Table,
  TableBody,
  TableHeader,
} from "../../ui/index.ts";
import { ApiError, type Query, remove } from "../api/client.ts";
import { useAction, useList } from "../api/queries.ts";
import { navigate, toHash, useLocation } from "../router.ts";
import {
  type ListState,
  PAGE_SIZE,
  pageAfterDelete,
  rangeText,
  readListState,
  toOrdering,
  toSort,
} from "./paging.ts";
import styles from "./ResourceTable.module.css";

export interface ColumnSpec<T> {
  /** The field it sorts by, and its key. */
  id: string;
  label: string;
  sortable?: boolean;
  hideWhenNarrow?: boolean;
  align?: "start" | "end";
  /** The column that names the row, the first one unless given. */
  isRowHeader?: boolean;
  cell: (record: T) => ReactNode;
}

export interface ResourceTableProps<T> {
  /** What the records are, in the plural: "Applications". */
  label: string;
  /** Below /api/v3/, e.g. "core/users/". */
  path: string;
  query?: Query;
  columns: ColumnSpec<T>[];
  /** The key by which the record is addressed and deleted. */
  id: (record: T) => string | number;
  /** What a question about deleting calls it. */
  name: (record: T) => string;
  /** A hash, where the row leads to a page. */
  href?: (record: T) => string;
  /** A click on the row, where there is no page. */
  onOpen?: (record: T) => void;
  ordering?: string;
  /** "Search users"; without it there is no search. */
  searchLabel?: string;
  /** What deleting is called, "Delete" unless given; null where nothing can be deleted. */
  deleteLabel?: string | null;
  /** Deletes one, where it is not DELETE at path + id. */
  onDelete?: (record: T) => Promise<unknown>;
  /** Beside the search. */
  toolbar?: ReactNode;
  empty: { icon: IconName; title: string; text: string; actions?: ReactNode };
  /** Keep the state out of the address. */
  embedded?: boolean;
}

export function ResourceTable<T extends object>(props: ResourceTableProps<T>) {
  const { label, path, query, columns, id, name, href, onOpen, empty, embedded = false } = props;
  const [state, setState] = useListState(props.ordering ?? "", embedded);
  const [selected, setSelected] = useState<Selection>(new Set());
  const [asking, setAsking] = useState(false);
  const list = useList<T>(path, {
    ...query,
    page: state.page,
    page_size: PAGE_SIZE,
    ordering: state.ordering,
    search: state.search,
  });
  const rows = list.data?.results ?? [];
  const pagination = list.data?.pagination;
  const chosen = rows.filter((row) => selected === "all" || selected.has(String(id(row))));
  const rowHeader = columns.find((column) => column.isRowHeader) ?? columns[0];
  const canDelete = props.deleteLabel !== null;
  const deleteLabel = props.deleteLabel ?? "Delete";
  const del = useAction(
    (record: T) => props.onDelete?.(record) ?? remove(`${path}${encodeURIComponent(id(record))}/`),
    {
      silent: true,
    },
  );
  const deleteChosen = async () => {
    const failures: string[] = [];
    for (const record of chosen) {
      try {
        await del.mutateAsync(record);
      } catch (error) {
        failures.push(`${name(record)}: ${error instanceof ApiError ? error.message : String(error)}`);
      }
    }
    const done = chosen.length - failures.length;
    if (failures.length > 0)
      notify({ kind: "error", title: "Not everything was deleted", description: failures.join(" ") });
    else notify({ kind: "success", title: `${done} ${done === 1 ? "entry" : "entries"} deleted` });
    setSelected(new Set());
    setState({ page: pageAfterDelete(state.page, done, rows.length) });
  };
  // A link to a page that no longer exists leads to the first one.
  useEffect(() => {
    if (list.error?.status === 404 && state.page > 1) setState({ page: 1 });
  }, [list.error, state.page, setState]);

  return (
    <div className={styles.resource}>
      <div className={styles.toolbar}>
        {props.searchLabel && (
          <DelayedSearch
            label={props.searchLabel}
            value={state.search}
            onChange={(search) => setState({ search, page: 1 })}
          />
        )}
        {chosen.length > 0 && (
          <Button variant="danger" icon="trash" onPress={() => setAsking(true)}>
            {`${deleteLabel} ${chosen.length}`}
          </Button>
        )}
        <div className={styles.end}>
          {props.toolbar}
          <IconButton
            icon="refresh"
            label="Refresh"
            isDisabled={list.isFetching}
            onPress={() => list.refetch()}
          />
        </div>
      </div>
      {list.error && !list.data ? (
        <div className={styles.message}>
          <Banner
            kind="danger"
            title={`${label} could not be loaded`}
            actions={<Button onPress={() => list.refetch()}>Try again</Button>}
          >
            {list.error.message}
          </Banner>
        </div>
      ) : (
        <Table
          aria-label={label}
          selectionMode={canDelete ? "multiple" : "none"}
          selectionBehavior="toggle"
          selectedKeys={selected}
          onSelectionChange={setSelected}
          sortDescriptor={toSort(state.ordering)}
          onSortChange={(sort) => setState({ ordering: toOrdering(sort), page: 1 })}
          {...(onOpen
            ? {
                onRowAction: (key) => {
                  const record = rows.find((row) => String(id(row)) === key);
                  if (record) onOpen(record);
                },
              }
            : {})}
        >
          <TableHeader columns={columns}>
            {(column) => (
              <Column
                id={column.id}
                isRowHeader={column === rowHeader}
                allowsSorting={column.sortable ?? false}
                hideWhenNarrow={column.hideWhenNarrow}
                align={column.align}
              >
                {column.label}
              </Column>
            )}
          </TableHeader>
          <TableBody
            items={rows}
            dependencies={[columns]}
            renderEmptyState={() =>
              list.isPending ? (
                <div className={styles.loading}>
                  <Spinner size="lg" />
                </div>
              ) : state.search ? (
                <EmptyState
                  icon="search"
                  title="Nothing found"
                  actions={<Button onPress={() => setState({ search: "", page: 1 })}>Clear search</Button>}
                >
                  {`Nothing here fits “${state.search}”.`}
                </EmptyState>
              ) : (
                <EmptyState icon={empty.icon} title={empty.title} actions={empty.actions}>
                  {empty.text}
                </EmptyState>
              )
            }
          >
            {(record) => (
              <Row
                id={String(id(record))}
                columns={columns}
                textValue={name(record)}
                href={href?.(record)}
                data-action={onOpen ? "" : undefined}
              >
                {(column) => (
                  <Cell hideWhenNarrow={column.hideWhenNarrow} align={column.align}>
                    {column.cell(record)}
                  </Cell>
                )}
              </Row>
            )}
          </TableBody>
        </Table>
      )}
      {pagination && pagination.count > 0 && (
        <nav className={styles.footer} aria-label={`Pages of ${label.toLowerCase()}`}>
          <span role="status">{rangeText(pagination)}</span>
          {pagination.total_pages > 1 && (
            <>
              <IconButton
                icon="chevron-left"
                label="Previous page"
                size="sm"
                isDisabled={state.page <= 1}
                onPress={() => setState({ page: state.page - 1 })}
              />
              <span>{`Page ${pagination.current} of ${pagination.total_pages}`}</span>
              <IconButton
                icon="chevron-right"
                label="Next page"
                size="sm"
                isDisabled={state.page >= pagination.total_pages}
                onPress={() => setState({ page: state.page + 1 })}
              />
            </>
          )}
        </nav>
      )}
      <AlertDialog
        title={
          chosen.length === 1
            ? `${deleteLabel} “${name(chosen[0] as T)}”?`
            : `${deleteLabel} ${chosen.length} entries?`
        }
        isOpen={asking}
        onClose={() => setAsking(false)}
        confirmLabel={deleteLabel}
        isDestructive
        onConfirm={deleteChosen}
      >
        {chosen.length === 1 ? (
          "This cannot be undone."
        ) : (
          <>
            <ul className={styles.names}>
              {chosen.map((record) => (
                <li key={id(record)}>{name(record)}</li>
              ))}
            </ul>
            This cannot be undone.
          </>
        )}
      </AlertDialog>
    </div>
  );
}

/** The state of the table, in the address or (embedded) in the component, and the way to change parts of it. */
function useListState(
  ordering: string,
  embedded: boolean,
): [ListState, (change: Partial<ListState>) => void] {
  const location = useLocation();
  const [own, setOwn] = useState<ListState>({ page: 1, search: "", ordering });
  if (embedded) return [own, (change) => setOwn({ ...own, ...change })];
  const state = readListState(location.query, ordering);
  const set = (change: Partial<ListState>) => {
    const next = { ...state, ...change };
    const query = {
      ...Object.fromEntries(location.query),
      page: next.page > 1 ? next.page : "",
      search: next.search,
      ordering: next.ordering === ordering ? "" : next.ordering,
    };
    navigate(toHash(location.path, query), { replace: true });
  };
  return [state, set];
}

/** A search field that asks the server once the typing pauses. */
function DelayedSearch({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== sent) {
    // Changed from outside: by the back button, by "Clear search".
    setSent(value);
    setText(value);
  }
  useEffect(() => {
    if (text === sent) return;
    const timer = setTimeout(() => {
      setSent(text);
      onChange(text);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, sent, onChange]);
  return (
    <div className={styles.search}>
      <SearchField label={label} value={text} onChange={setText} />
    </div>
  );
}
