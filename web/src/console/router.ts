/** Hash routes: `#/core/applications/node-red?tab=bindings`. The address is the state, so back, reload and links work. */
import { useCallback, useMemo, useSyncExternalStore } from "react";

export interface Location {
  path: string;
  query: URLSearchParams;
}

/** Reads a hash. Anything that is no route is the root. */
export function parseHash(hash: string): Location {
  const text = hash.replace(/^#/, "");
  const [path = "", query = ""] = text.split("?", 2);
  return {
    path: path.startsWith("/") ? path.replace(/(.)\/+$/, "$1") : "/",
    query: new URLSearchParams(query),
  };
}

/** Writes a hash; empty values are left out. */
export function toHash(path: string, query: Record<string, string | number | null | undefined> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return `#${path}${text ? `?${text}` : ""}`;
}

/** The parameters of a path that fits a pattern like "/core/applications/:slug", or null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const names = pattern.split("/");
  const parts = path.split("/");
  if (names.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (name.startsWith(":")) {
      if (!part) return null;
      params[name.slice(1)] = decodeURIComponent(part);
    } else if (name !== part) return null;
  }
  return params;
}

/** Goes to a hash; `replace` leaves no entry in the history. */
export function navigate(hash: string, { replace = false } = {}): void {
  if (!replace) window.location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  }
}

const subscribe = (listener: () => void) => {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
};

/** The current route, following every change. */
export function useLocation(): Location {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseHash(hash), [hash]);
}

/** One value of the route's query: its text ("" when absent), and the way to change it. */
export function useQueryValue(key: string): [string, (value: string) => void] {
  const { path, query } = useLocation();
  const set = useCallback(
    (value: string) =>
      navigate(toHash(path, { ...Object.fromEntries(query), [key]: value }), { replace: true }),
    [path, query, key],
  );
  return [query.get(key) ?? "", set];
}

/** What `Tabs` takes to keep the chosen tab in the location; the first one is not named there. */
export function useTab(first: string): {
  selectedKey: string;
  onSelectionChange: (key: string | number) => void;
} {
  const [tab, setTab] = useQueryValue("tab");
  return {
    selectedKey: tab || first,
    onSelectionChange: (key) => setTab(key === first ? "" : String(key)),
  };
}
