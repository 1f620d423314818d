/** Message catalogues as files: gettext's .po (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html). */

import { readFileSync } from "node:fs";
import gettext from "gettext-parser";
import type { Plugin } from "vite";

export interface Entry {
  /** The English text. */
  id: string;
  /** The text in the catalogue's language; empty when nobody has translated it yet. */
  text: string;
  /** Files that show it. */
  files: string[];
}

export function readCatalogue(path: string): Entry[] {
  const parsed = gettext.po.parse(readFileSync(path, "utf8"));
  return Object.values(parsed.translations[""] ?? {})
    .filter((entry) => entry.msgid !== "")
    .map((entry) => ({
      id: entry.msgid,
      text: entry.msgstr[0] ?? "",
      files: (entry.comments?.reference ?? "").split("\n").filter(Boolean),
    }));
}

export function writeCatalogue(language: string, entries: readonly Entry[]): string {
  const translations = Object.fromEntries(
    entries.map(({ id, text, files }) => [
      id,
      { msgid: id, msgstr: [text], comments: { reference: files.join("\n") } },
    ]),
  );
  const headers = { "Content-Type": "text/plain; charset=UTF-8", Language: language };
  const data = { charset: "utf-8", headers, translations: { "": translations } };
  return `${gettext.po.compile(data, { foldLength: 0 }).toString("utf8").trimEnd()}\n`;
}

/** Lets a module import a .po file: an object of English text to text. */
export function poFiles(): Plugin {
  return {
    name: "po-files",
    load(id) {
      if (!id.endsWith(".po")) return null;
      this.addWatchFile(id);
      const texts = readCatalogue(id).flatMap((entry) => (entry.text ? [[entry.id, entry.text]] : []));
      return {
        code: `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(texts)))});`,
        map: null,
      };
    },
  };
}
