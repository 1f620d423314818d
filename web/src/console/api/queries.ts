/** Server state: lists, single objects, and changes that refresh what they touched. */
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { t } from "../../i18n/index.ts";
import { notify } from "../../ui/index.ts";
import { ApiError, get, type Query } from "./client.ts";
import type { Me, Page } from "./types.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Only what may be better a moment later: a dropped connection, a server that restarts.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

/** One page of a list. The former page stays in sight while the next one comes. */
export function useList<T>(path: string, query: Query = {}, enabled = true) {
  return useQuery<Page<T>, ApiError>({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<Page<T>>(path, query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The first hundred of a list, for choosing from. */
export function useChoices<T>(path: string, query: Query = {}, enabled = true): T[] {
  const { data } = useList<T>(path, { page_size: 100, ...query }, enabled);
  return data?.results ?? [];
}

/** A whole list, page by page, for what is searched and grouped in the browser. */
export function useAll<T>(path: string, query: Query = {}) {
  return useQuery<T[], ApiError>({
    queryKey: [path, query, "all"],
    queryFn: async ({ signal }) => {
      const all: T[] = [];
      for (let page = 1; page > 0; ) {
        const answer = await get<Page<T>>(path, { page_size: 100, ...query, page }, signal);
        all.push(...answer.results);
        page = answer.pagination.next;
      }
      return all;
    },
  });
}

/** One object. */
export function useObject<T>(path: string, query: Query = {}, enabled = true) {
  return useQuery<T, ApiError>({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path, query, signal),
    enabled,
  });
}

/** Who is signed in. */
export function useMe() {
  return useQuery<Me, ApiError>({
    queryKey: ["core/users/me/"],
    queryFn: () => get<Me>("core/users/me/"),
    staleTime: 60_000,
  });
}

/** Does something at the server, then refreshes everything in sight: an operator's change touches many lists. */
export function useAction<Input, Output = unknown>(
  run: (input: Input) => Promise<Output>,
  {
    done,
    silent = false,
  }: { done?: string | ((output: Output, input: Input) => string); silent?: boolean } = {},
) {
  const client = useQueryClient();
  return useMutation<Output, ApiError, Input>({
    mutationFn: run,
    onSuccess: (output, input) => {
      if (done) notify({ kind: "success", title: typeof done === "function" ? done(output, input) : done });
      // Not awaited: what was done is done, the lists follow.
      void client.invalidateQueries();
    },
    onError: (error) => {
      if (!silent) notify({ kind: "error", title: t("That did not work"), description: error.message });
    },
  });
}
