/** The state of a table in its address: page, search text and order, as `/api/v3/` lists take them. */

/** As many rows as one may choose to see at once; the first unless one does. */
export const PAGE_SIZES: readonly number[] = [20, 50, 100];

export interface ListState {
  page: number;
  search: string;
  /** A field, with "-" before it for descending; "" is the list's own order. */
  ordering: string;
  pageSize: number;
}

/** Reads the state from a query; nonsense is the first page. */
export function readListState(query: URLSearchParams, ordering = ""): ListState {
  const page = Number(query.get("page") ?? "1");
  const size = Number(query.get("page_size"));
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    search: query.get("search") ?? "",
    ordering: query.get("ordering") ?? ordering,
    pageSize: PAGE_SIZES.includes(size) ? size : (PAGE_SIZES[0] ?? 20),
  };
}

export interface SortDescriptor {
  column: string;
  direction: "ascending" | "descending";
}

/** Django's ordering as a table's sort descriptor. */
export function toSort(ordering: string): SortDescriptor | undefined {
  if (!ordering) return undefined;
  return ordering.startsWith("-")
    ? { column: ordering.slice(1), direction: "descending" }
    : { column: ordering, direction: "ascending" };
}

/** A table's sort descriptor as Django's ordering. */
export function toOrdering(sort: { column: string | number; direction: string }): string {
  return `${sort.direction === "descending" ? "-" : ""}${sort.column}`;
}

/** "1–20 of 57", "No entries". */
export function rangeText(pagination: { start_index: number; end_index: number; count: number }): string {
  const { start_index: start, end_index: end, count } = pagination;
  if (count === 0) return "No entries";
  return start === end ? `${end} of ${count}` : `${start}–${end} of ${count}`;
}

/** The page to show when rows were deleted: never one behind the last. */
export function pageAfterDelete(page: number, deleted: number, rowsOnPage: number): number {
  return page > 1 && deleted >= rowsOnPage ? page - 1 : page;
}
