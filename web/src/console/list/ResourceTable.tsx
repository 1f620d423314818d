/**
 * A list of one kind of record: search, sort, paging, selection with bulk delete, empty and error states.
 * Its state is in the address, unless several tables share a page (`embedded`).
 */
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { msg, t } from "../../i18n/index.ts";
import {
  Banner,
  Button,
  EmptyState,
  IconButton,
  type IconName,
  MenuButton,
  MenuItem,
  SearchField,
} from "../../ui/index.ts";
import { type Query, remove } from "../api/client.ts";
import { useList } from "../api/queries.ts";
import { navigate, toHash, useLocation } from "../router.ts";
import { type ColumnSpec, DataTable } from "./DataTable.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { type ListState, PAGE_SIZES, pageAfterDelete, rangeText, readListState } from "./paging.ts";
import styles from "./ResourceTable.module.css";

export type { ColumnSpec } from "./DataTable.tsx";

export interface BulkAction<T> {
  label: string;
  icon: IconName;
  run: (records: T[]) => void;
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
  href?: ((record: T) => string | undefined) | undefined;
  /** A click on the row, where there is no page. */
  onOpen?: ((record: T) => void) | undefined;
  /** What is shown below a row that was opened. */
  detail?: ((record: T) => ReactNode) | undefined;
  ordering?: string | undefined;
  /** "Search users"; without it there is no search. */
  searchLabel?: string | undefined;
  /** What deleting is called, "Delete" unless given; null where nothing can be deleted. */
  deleteLabel?: string | null | undefined;
  /** Deletes one, where it is not DELETE at path + id. */
  onDelete?: ((record: T) => Promise<unknown>) | undefined;
  /** Records that cannot be deleted, such as those that the system needs. */
  isFixed?: ((record: T) => boolean) | undefined;
  bulk?: BulkAction<T>[] | undefined;
  /** Beside the search. */
  toolbar?: ReactNode;
  empty: { icon: IconName; title: string; text: string; actions?: ReactNode };
  /** Keep the state out of the address. */
  embedded?: boolean | undefined;
}

export function ResourceTable<T extends object>(props: ResourceTableProps<T>) {
  const { label, path, query, columns, id, name, empty, embedded = false } = props;
  const [state, setState] = useListState(props.ordering ?? "", embedded);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const list = useList<T>(path, {
    ...query,
    page: state.page,
    page_size: state.pageSize,
    ordering: state.ordering,
    search: state.search,
  });
  const rows = list.data?.results ?? [];
  const pagination = list.data?.pagination;
  const chosen = rows.filter((row) => selected.has(String(id(row))));
  const canDelete = props.deleteLabel !== null;
  const canSelect = canDelete || Boolean(props.bulk);
  const deleteLabel = props.deleteLabel ?? msg("Delete");
  const search = useCallback((search: string) => setState({ search, page: 1 }), [setState]);
  // A link to a page that no longer exists leads to the first one.
  useEffect(() => {
    if (list.error?.status === 404 && state.page > 1) setState({ page: 1 });
  }, [list.error, state.page, setState]);
  const isEmpty = !list.isPending && !list.error && rows.length === 0;

  return (
    <div className={styles.resource}>
      <div className={styles.toolbar}>
        {props.searchLabel && (
          <DelayedSearch label={props.searchLabel} value={state.search} onChange={search} />
        )}
        {chosen.length > 0 && (
          <>
            {canDelete && (
              <Button variant="danger" icon="trash" onPress={() => setAsking(true)}>
                {`${t(deleteLabel)} ${chosen.length}`}
              </Button>
            )}
            {props.bulk?.map((action) => (
              <Button key={action.label} icon={action.icon} onPress={() => action.run(chosen)}>
                {action.label}
              </Button>
            ))}
          </>
        )}
        <div className={styles.end}>
          {props.toolbar}
          <SortMenu
            columns={columns}
            ordering={state.ordering}
            onOrder={(ordering) => setState({ ordering, page: 1 })}
          />
          <IconButton
            icon="refresh"
            label={t("Refresh")}
            isDisabled={list.isFetching}
            onPress={() => list.refetch()}
          />
        </div>
      </div>
      {list.error && !list.data ? (
        <div className={styles.message}>
          <Banner
            kind="danger"
            title={t("{label} could not be loaded", { label })}
            actions={<Button onPress={() => list.refetch()}>{t("Try again")}</Button>}
          >
            {list.error.message}
          </Banner>
        </div>
      ) : isEmpty ? (
        state.search ? (
          <EmptyState
            icon="search"
            title={t("Nothing found")}
            actions={<Button onPress={() => setState({ search: "", page: 1 })}>{t("Clear search")}</Button>}
          >
            {t("Nothing here fits “{search}”.", { search: state.search })}
          </EmptyState>
        ) : (
          <EmptyState icon={empty.icon} title={empty.title} actions={empty.actions}>
            {empty.text}
          </EmptyState>
        )
      ) : (
        <DataTable
          label={label}
          rows={rows}
          columns={columns}
          id={id}
          name={name}
          href={props.href}
          onOpen={props.onOpen}
          detail={props.detail}
          ordering={state.ordering}
          onOrder={(ordering) => setState({ ordering, page: 1 })}
          {...(canSelect ? { selected, onSelect: setSelected } : {})}
          skeleton={list.isPending ? 6 : 0}
        />
      )}
      {pagination && pagination.count > 0 && (
        <nav className={styles.footer} aria-label={t("Pages of {label}", { label: label.toLowerCase() })}>
          <span role="status">{rangeText(pagination)}</span>
          {pagination.count > (PAGE_SIZES[0] ?? 0) && (
            <MenuButton
              label={t("{count} per page", { count: state.pageSize })}
              size="sm"
              variant="quiet"
              showLabel
              placement="top end"
            >
              {PAGE_SIZES.map((size) => (
                <MenuItem key={size} onAction={() => setState({ pageSize: size, page: 1 })}>
                  {`${size} per page`}
                </MenuItem>
              ))}
            </MenuButton>
          )}
          {pagination.total_pages > 1 && (
            <>
              <IconButton
                icon="chevron-left"
                label={t("Previous page")}
                size="sm"
                isDisabled={state.page <= 1}
                onPress={() => setState({ page: state.page - 1 })}
              />
              <span>
                {t("Page {page} of {pages}", { page: pagination.current, pages: pagination.total_pages })}
              </span>
              <IconButton
                icon="chevron-right"
                label={t("Next page")}
                size="sm"
                isDisabled={state.page >= pagination.total_pages}
                onPress={() => setState({ page: state.page + 1 })}
              />
            </>
          )}
        </nav>
      )}
      {asking && (
        <DeleteDialog
          records={chosen}
          id={id}
          name={name}
          path={path}
          verb={deleteLabel}
          isFixed={props.isFixed}
          remove={props.onDelete ?? ((record) => remove(`${path}${encodeURIComponent(id(record))}/`))}
          onClose={() => setAsking(false)}
          onDone={(deleted) => {
            setSelected(new Set());
            setState({ page: pageAfterDelete(state.page, deleted, rows.length) });
          }}
        />
      )}
    </div>
  );
}

/** Where rows are cards there are no heads to press: the same orders as a menu. */
function SortMenu<T>({
  columns,
  ordering,
  onOrder,
}: {
  columns: readonly ColumnSpec<T>[];
  ordering: string;
  onOrder: (ordering: string) => void;
}) {
  const sortable = columns.filter((column) => column.sortable);
  if (sortable.length === 0) return null;
  return (
    <span className={styles.sortMenu}>
      <MenuButton label={t("Sort")} icon="sort">
        {sortable.flatMap((column) =>
          [column.id, `-${column.id}`].map((order) => (
            <MenuItem
              key={order}
              {...(order === ordering ? { icon: "check" as const } : { isInset: true })}
              onAction={() => onOrder(order)}
            >
              {`${column.label}, ${order.startsWith("-") ? "descending" : "ascending"}`}
            </MenuItem>
          )),
        )}
      </MenuButton>
    </span>
  );
}

/** The state of the table, in the address or (embedded) in the component, and the way to change parts of it. */
function useListState(
  ordering: string,
  embedded: boolean,
): [ListState, (change: Partial<ListState>) => void] {
  const location = useLocation();
  const [own, setOwn] = useState<ListState>(() => readListState(new URLSearchParams(), ordering));
  if (embedded) return [own, (change) => setOwn({ ...own, ...change })];
  const state = readListState(location.query, ordering);
  const set = (change: Partial<ListState>) => {
    const next = { ...state, ...change };
    const query = {
      ...Object.fromEntries(location.query),
      page: next.page > 1 ? next.page : "",
      page_size: next.pageSize === PAGE_SIZES[0] ? "" : next.pageSize,
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
