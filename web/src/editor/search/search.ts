/** Search over the whole document, with Node-RED's filters: `is:config`, `is:unused`, `type:inject`, `uses:<id>` … */

import {
  configUsers,
  type FlowDocument,
  instancesOf,
  isConfig,
  isSubflow,
  isTab,
  type NodeRecord,
  type NodeTypes,
  nodeLabel,
  referencesOf,
  typeOf,
  validate,
} from "../../document";

export interface SearchHit {
  record: NodeRecord;
  label: string;
  /** The property that holds what was searched for, where it is not the label. */
  where?: string;
}

/** What is on the screen: some filters ask for it. */
export interface SearchView {
  /** The flow that is shown. */
  flow: string;
  /** Flows without a tab. */
  hidden: ReadonlySet<string>;
}

const MOST = 200;

interface Query {
  words: string;
  filters: [name: string, value: string][];
}

/** Takes the filters out of the text. `type:` may name a type with blanks in quotation marks. */
export function parseQuery(text: string): Query {
  const filters: [string, string][] = [];
  const words = text.replace(/\b(is|type|uses|flow):("[^"]*"|\S+)/gi, (_, name: string, value: string) => {
    filters.push([name.toLowerCase(), value.replaceAll('"', "").toLowerCase()]);
    return "";
  });
  return { words: words.trim().toLowerCase(), filters };
}

/** What the query finds, best first: labels that begin with it, then labels that hold it, then properties. */
export function search(
  text: string,
  document: FlowDocument,
  types: NodeTypes,
  view: SearchView,
  most = MOST,
): SearchHit[] {
  const { words, filters } = parseQuery(text);
  if (words === "" && filters.length === 0) return [];
  const users = filters.some(([name]) => name === "is") ? configUsers(document) : null;
  const hits: [number, SearchHit][] = [];
  for (const record of document.all()) {
    if (!filters.every((filter) => passes(record, filter, document, types, view, users))) continue;
    const label = nodeLabel(record, types, document) || record.type;
    const name = label.toLowerCase();
    const place = name.indexOf(words);
    if (place >= 0) hits.push([place === 0 ? 0 : 1, { record, label }]);
    else if (record.type.includes(words) || record.id.includes(words)) hits.push([2, { record, label }]);
    else {
      const where = propertyWith(record, words);
      if (where) hits.push([3, { record, label, where }]);
    }
    if (hits.length > most * 5) break;
  }
  return hits
    .sort(([a], [b]) => a - b)
    .slice(0, most)
    .map(([, hit]) => hit);
}

type Users = ReturnType<typeof configUsers> | null;

function passes(
  record: NodeRecord,
  [name, value]: [string, string],
  document: FlowDocument,
  types: NodeTypes,
  view: SearchView,
  users: Users,
): boolean {
  switch (name) {
    case "type":
      return record.type.toLowerCase() === value;
    case "flow":
      return record.z?.toLowerCase() === (value === "current" ? view.flow.toLowerCase() : value);
    case "uses":
      return (
        record.type.toLowerCase() === `subflow:${value}` ||
        referencesOf(record, (id) => id.toLowerCase() === value).size > 0
      );
  }
  switch (value) {
    case "config":
      return isConfig(record);
    case "subflow":
      return isSubflow(record);
    case "flow":
      return isTab(record);
    case "disabled":
      return record.d === true || record.disabled === true;
    case "changed":
    case "modified":
      return document.changeOf(record.id) !== undefined;
    case "hidden":
      return isTab(record) && view.hidden.has(record.id);
    case "invalid":
      return validate(record, types, document).length > 0;
    case "unknown":
      return (
        !isTab(record) &&
        !isSubflow(record) &&
        record.type !== "group" &&
        record.type !== "junction" &&
        !typeOf(record, types, document)
      );
    case "unused":
      if (isSubflow(record)) return instancesOf(record.id, document).length === 0;
      return isConfig(record) && users?.get(record.id)?.length === 0;
  }
  return false;
}

function propertyWith(record: NodeRecord, words: string): string | null {
  if (words.length < 2) return null;
  for (const [key, value] of Object.entries(record)) {
    if (["id", "type", "z", "g", "x", "y", "wires", "credentials"].includes(key)) continue;
    const text =
      typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
    if (text?.toLowerCase().includes(words)) return key;
  }
  return null;
}
