/**
 * Brings the message catalogues in step with the code: every text in `t("…")`, `msg("…")` and `rich("…")` of the
 * editor is in `src/i18n/locales/*.po`, those of My applications are in `src/user/locales/*.po`, and nothing else. Translations that are there stay; texts that are gone go.
 *
 *     npm run messages              update the catalogues, say what waits for translation
 *     npm run messages -- --check   fail when they are not in step, or a translation cannot be put together
 */

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { parseSync, Visitor } from "vite";
import { type Entry, readCatalogue, writeCatalogue } from "./catalogue.ts";

const WEB = join(import.meta.dirname, "..");
/** Each page fetches one catalogue, and so has all that it shows in it: what both pages show is in both. */
const CATALOGUES: readonly { folder: string; shows: (path: string) => boolean }[] = [
  { folder: "src/i18n/locales", shows: (path) => !/^src\/(user|console)\//.test(path) },
  {
    folder: "src/user/locales",
    shows: (path) => /^src\/(user|ui)\/|^src\/console\/shell\/AccountMenu\./.test(path),
  },
];
const MARKS = new Set(["t", "msg", "rich"]);

/** The texts of one source file; a text that is put together at run time cannot be translated and is an error. */
export function textsOf(path: string, source: string): string[] {
  const texts: string[] = [];
  const visitor = new Visitor({
    CallExpression(call) {
      if (call.callee.type !== "Identifier" || !MARKS.has(call.callee.name)) return;
      const text = call.arguments[0];
      if (text?.type === "Literal" && typeof text.value === "string") texts.push(text.value);
      else if (text?.type === "TemplateLiteral" && text.expressions.length === 0)
        texts.push(text.quasis[0]?.value.cooked ?? "");
      else if (text?.type === "ConditionalExpression") {
        for (const branch of [text.consequent, text.alternate])
          if (branch.type === "Literal" && typeof branch.value === "string") texts.push(branch.value);
      } else if (
        call.callee.name === "msg" ||
        text?.type === "TemplateLiteral" ||
        text?.type === "BinaryExpression"
      )
        throw new Error(`${path}: ${call.callee.name}(…) needs its whole text in one string`);
    },
  });
  const { program, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  visitor.visit(program);
  return texts;
}

/** Every text of the code that belongs to a catalogue, with the files that show it, sorted. */
export function textsOfCode(shows: (path: string) => boolean): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of globSync("src/**/*.{ts,tsx}", { cwd: WEB }).sort()) {
    if (/\.test\.tsx?$|^src\/i18n\//.test(path) || !shows(path)) continue;
    for (const text of textsOf(path, readFileSync(join(WEB, path), "utf8"))) {
      const files = found.get(text) ?? [];
      if (!files.includes(path)) files.push(path);
      found.set(text, files);
    }
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Names of the values that a message needs; none of a text that is no ICU message and so is shown as it is. */
function placeholders(text: string): string {
  if (!/\{\w+[},]/.test(text) || text.includes("{{")) return "";
  const names = new Set<string>();
  const walk = (parts: ReturnType<IntlMessageFormat["getAst"]>): void => {
    for (const part of parts) {
      if ("value" in part && part.type !== 0) names.add(part.value);
      if ("options" in part) for (const option of Object.values(part.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, "en", undefined, { ignoreTag: true }).getAst());
  return [...names].sort().join(", ");
}

/** What is wrong with a catalogue's translations. */
function mistakes(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ id, text }) => {
    if (text === "") return [];
    try {
      return placeholders(text) === placeholders(id) ? [] : [`“${text}” has not the values of “${id}”`];
    } catch (error) {
      return [`“${text}” cannot be read: ${(error as Error).message}`];
    }
  });
}

function main(isCheck: boolean): void {
  const complaints = CATALOGUES.flatMap(({ folder, shows }) => bring(folder, textsOfCode(shows), isCheck));
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}

/** One folder's catalogues; returns what is wrong with them. */
function bring(folder: string, texts: ReadonlyMap<string, string[]>, isCheck: boolean): string[] {
  const complaints: string[] = [];
  for (const name of globSync("*.po", { cwd: join(WEB, folder) }).sort()) {
    const language = name.replace(/\.po$/, "");
    const path = `${folder}/${name}`;
    const entries = readCatalogue(join(WEB, path));
    const known = new Map(entries.map((entry) => [entry.id, entry.text]));
    const next = [...texts].map(([id, files]) => ({ id, text: known.get(id) ?? "", files }));
    complaints.push(...mistakes(next).map((mistake) => `${path}: ${mistake}`));
    if (isCheck) {
      const missing = next.filter(({ id }) => !known.has(id));
      const gone = entries.filter(({ id }) => !texts.has(id));
      if (missing.length + gone.length > 0) {
        complaints.push(
          `${path}: ${missing.length} texts are missing, ${gone.length} are gone; run npm run messages`,
        );
      }
    } else {
      writeFileSync(join(WEB, path), writeCatalogue(language, next));
      const waiting = next.filter(({ text }) => text === "").length;
      if (language !== "en") console.warn(`${path}: ${next.length} texts, ${waiting} not translated yet`);
    }
  }
  return complaints;
}

if (import.meta.main) main(process.argv.includes("--check"));
