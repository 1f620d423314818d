/** Texts in React: everything is rendered again when the language changes, and keeps its state. */

import { type ReactNode, useSyncExternalStore } from "react";
import { I18nProvider } from "react-aria-components";
import { formatOf, language, onLanguageChange, t, translation } from ".";

/** The current language. A component wrapped in `memo` calls it, so that it follows a change. */
export const useLanguage = (): string => useSyncExternalStore(onLanguageChange, language);

/** Renders again, from here down, when the language changes. Children are made anew, so that nothing is skipped. */
export function Translated({ children }: { children: () => ReactNode }) {
  const id = useLanguage();
  return <I18nProvider locale={id}>{children()}</I18nProvider>;
}

/** A message whose values are elements: `rich("Press {key} to undo", { key: <Keys text="ctrl-z" /> })`. */
export function rich(message: string, values: Record<string, ReactNode>): ReactNode {
  try {
    return formatOf(translation(message)).format<ReactNode>(values as Record<string, never>);
  } catch {
    return t(message);
  }
}
