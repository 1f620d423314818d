/** Message catalogues as files: gettext's .po (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html). */

import { readFileSync } from "node:fs";
import gettext from "gettext-parser";
import type { Plugin } from "vite";

export interface Entry {
  /** To what the text belongs, where the same English is another text elsewhere: the node type. */
  context?: string;
  /** The English text. */
  id: string;
  /** The text in the catalogue's language; empty when nobody has translated it yet. */
  text: string;
  /** Files that show it. */
  files: string[];
}

export function readCatalogue(path: string): Entry[] {
  const parsed = gettext.po.parse(readFileSync(path, "utf8"));
  return Object.values(parsed.translations)
    .flatMap((entries) => Object.values(entries))
    .filter((entry) => entry.msgid !== "")
    .map((entry) => ({
      ...(entry.msgctxt ? { context: entry.msgctxt } : {}),
      id: entry.msgid,
      text: entry.msgstr[0] ?? "",
      files: (entry.comments?.reference ?? "").split("\n").filter(Boolean),
    }));
}

export function writeCatalogue(language: string, entries: readonly Entry[]): string {
  const translations: Record<string, Record<string, object>> = {};
  for (const { context = "", id, text, files } of entries) {
    translations[context] ??= {};
    translations[context][id] = {
      ...(context ? { msgctxt: context } : {}),
      msgid: id,
      msgstr: [text],
      ...(files.length > 0 ? { comments: { reference: files.join("\n") } } : {}),
    };
  }
  const headers = { "Content-Type": "text/plain; charset=UTF-8", Language: language };
  const data = { charset: "utf-8", headers, translations };
  return `${gettext.po.compile(data, { foldLength: 0 }).toString("utf8").trimEnd()}\n`;
}

/** The translations as the page gets them: by context where there are contexts; what reads as in English is left out. */
function texts(entries: readonly Entry[]): Record<string, unknown> {
  const found: Record<string, string | Record<string, string>> = {};
  for (const { context, id, text } of entries) {
    if (text === "" || text === id) continue;
    if (context === undefined) found[id] = text;
    else found[context] = { ...(found[context] as Record<string, string>), [id]: text };
  }
  return found;
}

/** Lets a module import a .po file: an object of English text to text, or of context to such an object. */
export function poFiles(): Plugin {
  return {
    name: "po-files",
    load(id) {
      if (!id.endsWith(".po")) return null;
      this.addWatchFile(id);
      const json = JSON.stringify(texts(readCatalogue(id)));
      return {
        code: `export default JSON.parse(${JSON.stringify(json)});`,
        map: null,
      };
    },
  };
}
