/**
 * Texts in the person's language. The English text is the message's id; other languages are catalogues in
 * `locales/*.po`, of which the chosen one is fetched. Messages are ICU messages
 * (https://unicode-org.github.io/icu/userguide/format_parse/messages/): `{name}`, `{n, plural, one {# node} other {# nodes}}`.
 *
 * `npm run messages` finds every `t("…")`, `msg("…")` and `rich("…")` and brings the catalogues up to date.
 * React's side is in `react.tsx`. Nothing in here needs a browser.
 */

import { IntlMessageFormat } from "intl-messageformat";

export type Values = Record<string, string | number | boolean | Date | null | undefined>;

/** The languages there are, by BCP 47 tag, as their speakers call them. */
export const LANGUAGES: Readonly<Record<string, string>> = { en: "English", de: "Deutsch", ja: "日本語" };

/** English text to text of a language. */
export type Catalogue = Readonly<Record<string, string>>;

const loaders = import.meta.glob<Catalogue>(["./locales/*.po", "!./locales/en.po"], { import: "default" });

let current = "en";
let catalogue: Catalogue = {};
let formats = new Map<string, IntlMessageFormat>();
const listeners = new Set<() => void>();

/**
 * The text in the person's language, the values put in. Call it when showing, not when a module is loaded. Without
 * values it is shown as it is, braces and all.
 */
export function t(message: string, values?: Values): string {
  const text = catalogue[message] || message;
  if (!values) return text;
  try {
    return String(formatOf(text).format(values));
  } catch (error) {
    console.warn(`The message “${message}” cannot be put together:`, error);
    return text;
  }
}

/** Marks a text of a table made at module load; it is translated where it is shown, with `t`. */
export const msg = (message: string): string => message;

/** The parser's work is done once for each text. */
export function formatOf(text: string): IntlMessageFormat {
  let format = formats.get(text);
  if (!format) {
    format = new IntlMessageFormat(text, current, undefined, { ignoreTag: true });
    formats.set(text, format);
  }
  return format;
}

/** The message's text in the current language, its values not put in. */
export const translation = (message: string): string => catalogue[message] || message;

/** The language that texts are shown in. */
export const language = (): string => current;

/** Shows texts in a language from now on; fetches its catalogue first. An unknown one is English. */
export async function setLanguage(id: string): Promise<void> {
  const known = id in LANGUAGES ? id : "en";
  const loaded = known === "en" ? {} : await loaders[`./locales/${known}.po`]?.();
  showCatalogue(known, loaded ?? {});
}

/** Shows texts from a catalogue that is at hand. */
export function showCatalogue(id: string, texts: Catalogue): void {
  current = id;
  catalogue = texts;
  formats = new Map();
  for (const listener of listeners) listener();
}

/** Calls back after each change of the language. Returns the way to stop. */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The first of the wanted languages that there is: the chosen one, else one of the browser's, else English. */
export function pickLanguage(chosen: unknown, browsers: readonly string[]): string {
  for (const tag of [...(typeof chosen === "string" ? [chosen] : []), ...browsers]) {
    const known = Object.keys(LANGUAGES).find((id) => tag === id || tag.startsWith(`${id}-`));
    if (known) return known;
  }
  return "en";
}
