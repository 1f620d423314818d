/**
 * My applications in the language that the person has chosen in their settings, or else the browser's: its own
 * catalogues, so that it does not fetch the editor's.
 */
import { get } from "../console/api/client.ts";
import { queryClient } from "../console/api/queries.ts";
import type { Me } from "../console/api/types.ts";
import { type Catalogue, pickLanguage, showCatalogue } from "../i18n/index.ts";

const loaders = import.meta.glob<Catalogue>(["./locales/*.po", "!./locales/en.po"], { import: "default" });

/** Shows texts in the first of the wanted languages that there is; English where its catalogue cannot be had. */
export async function followPerson(): Promise<void> {
  const wanted = pickLanguage(await chosen(), navigator.languages);
  const load = loaders[`./locales/${wanted}.po`];
  if (!load) return;
  try {
    showCatalogue(wanted, await load());
    document.documentElement.lang = wanted;
  } catch (error) {
    console.warn(`The texts in ${wanted} cannot be had:`, error);
  }
}

/** The person's own setting; the page asks for the same and finds it here. */
async function chosen(): Promise<string> {
  try {
    const me = await queryClient.fetchQuery({
      queryKey: ["core/users/me/"],
      queryFn: () => get<Me>("core/users/me/"),
    });
    return String(me.user.settings?.locale ?? "").replace("_", "-");
  } catch {
    return "";
  }
}
