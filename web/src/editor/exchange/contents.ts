/** What a text of records holds, in words: for the lines under the import and export fields. */

import {
  isConfig,
  isContainer,
  isSubflow,
  isTab,
  type NodeRecord,
  parseRecords,
  typeOf,
} from "../../document";
import { t } from "../../i18n";
import type { Editor } from "../editor";

/** How much of what: "2 flows, 14 nodes". */
export function contentsOf(records: readonly NodeRecord[]): string {
  const flows = records.filter(isTab).length;
  const subflows = records.filter(isSubflow).length;
  const configs = records.filter(isConfig).length;
  const nodes = records.length - flows - subflows - configs;
  return [
    flows > 0 ? t("{n, plural, one {# flow} other {# flows}}", { n: flows }) : "",
    subflows > 0 ? t("{n, plural, one {# subflow} other {# subflows}}", { n: subflows }) : "",
    nodes > 0 ? t("{n, plural, one {# node} other {# nodes}}", { n: nodes }) : "",
    configs > 0 ? t("{n, plural, one {# config node} other {# config nodes}}", { n: configs }) : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** The types among the records that are not installed. */
export function missingTypes(records: readonly NodeRecord[], { types, document }: Editor): string[] {
  const own = new Map(records.map((record) => [record.id, record]));
  const source = { get: (id: string) => own.get(id) ?? document.get(id) };
  const missing = records.filter(
    (record) =>
      !isContainer(record) &&
      record.type !== "group" &&
      record.type !== "junction" &&
      record.type !== "global-config" &&
      !typeOf(record, types, source),
  );
  return [...new Set(missing.map((record) => record.type))].sort();
}

export interface ReadText {
  records: NodeRecord[];
  /** What is wrong with the text, as a sentence. */
  problem: string;
  /** The character at which it is wrong, where that is known. */
  position?: number;
}

/** The records in a text, or what is wrong with it and where. */
export function readText(text: string): ReadText {
  if (text.trim() === "") return { records: [], problem: "" };
  try {
    return { records: parseRecords(text), problem: "" };
  } catch (error) {
    const { message, position: told } = error as Error & { position?: number };
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    const position = told ?? (/end of/i.test(message) ? text.length : undefined);
    if (position === undefined) return { records: [], problem: `${sentence}.` };
    const before = text.slice(0, position).split("\n");
    const place = t("line {line}, column {column}", {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    });
    return { records: [], problem: `${sentence} (${place}).`, position };
  }
}
