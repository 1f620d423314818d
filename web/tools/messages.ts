/**
 * Brings the message catalogues in step with the code: every text in `t("…")`, `msg("…")` and `rich("…")` of the
 * editor is in `src/i18n/locales/*.po`, those of My applications are in `src/user/locales/*.po`, and nothing else. The
 * texts of node types, which `tools/node_texts.py` takes from Python, are in `src/i18n/node-texts`, with the type as
 * context. Translations that are there stay; texts that are gone go.
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
/** What of the console My applications shows, too. */
const SHARED =
  /^src\/console\/(shell\/(AccountMenu|Page|SecretDialog)|api\/queries|form\/(FormDialog|NewPassword|values)|list\/|tokens\/Token|users\/(ConsentTable|SessionTable|TrustedBrowsers|browserName))/;
const NODE_TEXTS = "src/i18n/node-texts";
/** Each page fetches one catalogue, and so has all that it shows in it: what both pages show is in both. */
const CATALOGUES: readonly { folder: string; texts: () => Wanted[]; mayWait?: boolean }[] = [
  { folder: "src/i18n/locales", texts: () => textsOfCode((path) => !/^src\/(user|console)\//.test(path)) },
  {
    folder: "src/user/locales",
    texts: () => textsOfCode((path) => /^src\/(user|ui)\//.test(path) || SHARED.test(path)),
  },
  { folder: `${NODE_TEXTS}/locales`, texts: () => textsOfNodes("form") },
  { folder: `${NODE_TEXTS}/help`, texts: () => textsOfNodes("help"), mayWait: true },
];
/** The languages in which nothing may wait for translation; others may grow. */
const COMPLETE = ["de", "ja"];

type Wanted = Pick<Entry, "context" | "id" | "files">;
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
export function textsOfCode(shows: (path: string) => boolean): Wanted[] {
  const found = new Map<string, string[]>();
  for (const path of globSync("src/**/*.{ts,tsx}", { cwd: WEB }).sort()) {
    if (/\.test\.tsx?$|^src\/i18n\//.test(path) || !shows(path)) continue;
    for (const text of textsOf(path, readFileSync(join(WEB, path), "utf8"))) {
      const files = found.get(text) ?? [];
      if (!files.includes(path)) files.push(path);
      found.set(text, files);
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([id, files]) => ({ id, files }));
}

/** The texts of the node types: of forms, palette and canvas, or those of the long help. */
export function textsOfNodes(part: "form" | "help"): Wanted[] {
  const types: Record<string, { form: string[]; help: string[] }> = JSON.parse(
    readFileSync(join(WEB, NODE_TEXTS, "texts.json"), "utf8"),
  );
  return Object.entries(types).flatMap(([context, texts]) =>
    texts[part].map((id) => ({ context, id, files: [] })),
  );
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

/** The places of a label rule (`document/labels.ts`), which are no ICU message. */
const places = (text: string): string =>
  (text.replace(/\s+/g, " ").match(/\{[^{}]*\}/g) ?? []).sort().join(" ");

/** What is wrong with a catalogue's translations. */
function mistakes(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ context, id, text }) => {
    if (text === "") return [];
    const valuesOf = context === undefined ? placeholders : places;
    try {
      return valuesOf(text) === valuesOf(id) ? [] : [`“${text}” has not the values of “${id}”`];
    } catch (error) {
      return [`“${text}” cannot be read: ${(error as Error).message}`];
    }
  });
}

function main(isCheck: boolean): void {
  const complaints = CATALOGUES.flatMap((catalogue) => bring(catalogue, isCheck));
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}

const keyOf = ({ context = "", id }: Wanted): string => `${context}\u0004${id}`;

/** One folder's catalogues; returns what is wrong with them. */
function bring({ folder, texts, mayWait }: (typeof CATALOGUES)[number], isCheck: boolean): string[] {
  const complaints: string[] = [];
  const wanted = texts();
  const keys = new Set(wanted.map(keyOf));
  for (const name of globSync("*.po", { cwd: join(WEB, folder) }).sort()) {
    const language = name.replace(/\.po$/, "");
    const path = `${folder}/${name}`;
    const entries = readCatalogue(join(WEB, path));
    const known = new Map(entries.map((entry) => [keyOf(entry), entry.text]));
    const next = wanted.map((text) => ({ ...text, text: known.get(keyOf(text)) ?? "" }));
    const waiting = next.filter(({ text }) => text === "").length;
    complaints.push(...mistakes(next).map((mistake) => `${path}: ${mistake}`));
    if (isCheck) {
      const missing = wanted.filter((text) => !known.has(keyOf(text)));
      const gone = entries.filter((entry) => !keys.has(keyOf(entry)));
      if (missing.length + gone.length > 0) {
        complaints.push(
          `${path}: ${missing.length} texts are missing, ${gone.length} are gone; run npm run messages`,
        );
      }
      if (waiting > 0 && !mayWait && COMPLETE.includes(language))
        complaints.push(`${path}: ${waiting} texts are not translated`);
    } else {
      writeFileSync(join(WEB, path), writeCatalogue(language, next));
      if (language !== "en") console.warn(`${path}: ${next.length} texts, ${waiting} not translated yet`);
    }
  }
  return complaints;
}

if (import.meta.main) main(process.argv.includes("--check"));
