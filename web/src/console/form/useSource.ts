/** The records of a source: page by page while one scrolls or searches, and single ones by their keys. */
import { keepPreviousData, useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { type ApiError, get } from "../api/client.ts";
import type { Page } from "../api/types.ts";
import type { Source } from "./sources.ts";

export interface Choice {
  id: string;
  label: string;
  description?: string | undefined;
}

const PAGE = 50;

/** What fits the text, page by page. */
export function useSource<T>(source: Source<T>, search: string, isEnabled = true) {
  const query = useInfiniteQuery<Page<T>, ApiError>({
    queryKey: [source.path, source.query, "choices", search],
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(
        source.path,
        { ...source.query, search, page: Number(pageParam), page_size: PAGE },
        signal,
      ),
    initialPageParam: 1,
    getNextPageParam: (last) => last.pagination.next || undefined,
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    retry: false,
  });
  const records = query.data?.pages.flatMap((page) => page.results) ?? [];
  return {
    choices: records.map((record) => toChoice(source, record)),
    count: query.data?.pages[0]?.pagination.count ?? 0,
    isPending: query.isPending && isEnabled,
    error: query.error,
    hasMore: query.hasNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}

/** The named ones; keys stand for themselves until their records have come, or where there are none. */
export function useChosen<T>(source: Source<T>, ids: readonly string[], known: readonly Choice[]): Choice[] {
  const have = new Map(known.map((choice) => [choice.id, choice]));
  const missing = ids.filter((id) => !have.has(id));
  const found = useQueries({
    queries: missing.map((id) => ({
      queryKey: [source.path, id],
      queryFn: () => oneOf(source, id),
      staleTime: 60_000,
      retry: false,
    })),
  });
  for (const [index, id] of missing.entries()) {
    const record = found[index]?.data;
    if (record) have.set(id, toChoice(source, record));
  }
  return ids.map((id) => have.get(id) ?? { id, label: id });
}

async function oneOf<T>(source: Source<T>, id: string): Promise<T | null> {
  if (!source.one) return get<T>(`${source.path}${encodeURIComponent(id)}/`);
  const found = await get<Page<T>>(source.path, source.one(id));
  return found.results[0] ?? null;
}

function toChoice<T>(source: Source<T>, record: T): Choice {
  return { id: source.id(record), label: source.label(record), description: source.note?.(record) };
}
