/** The colour theme: follows the operating system until the person chooses; kept in this browser. */

export type Theme = "system" | "light" | "dark";

const KEY = "wirelatch.theme";
const listeners = new Set<() => void>();

/** The chosen theme; "system" when nothing was chosen or storage is closed to us. */
export function theme(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

/** Chooses a theme, shows it at once and remembers it. */
export function setTheme(value: Theme): void {
  try {
    if (value === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // A browser that forbids storage still gets the theme for this page.
  }
  applyTheme(value);
}

/** Puts the theme on <html>; call once before the first render. */
export function applyTheme(value: Theme = theme()): void {
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  for (const listener of listeners) listener();
}

/** Calls back after each change of the shown colours, by choice or by the operating system. Returns the way to stop. */
export function onThemeChange(listener: () => void): () => void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(listener);
  query.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    query.removeEventListener("change", listener);
  };
}

/** Whether dark colours are shown. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
