/** My applications in the browser's language: its own small catalogues, so that it does not fetch the editor's. */
import { type Catalogue, pickLanguage, showCatalogue } from "../i18n/index.ts";

const loaders = import.meta.glob<Catalogue>(["./locales/*.po", "!./locales/en.po"], { import: "default" });

/** Shows texts in the first of the browser's languages that there is; English where its catalogue cannot be had. */
export async function followBrowser(): Promise<void> {
  const wanted = pickLanguage(undefined, navigator.languages);
  const load = loaders[`./locales/${wanted}.po`];
  if (!load) return;
  try {
    showCatalogue(wanted, await load());
    document.documentElement.lang = wanted;
  } catch (error) {
    console.warn(`The texts in ${wanted} cannot be had:`, error);
  }
}
