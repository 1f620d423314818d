/** The configuration nodes as rows: by where they can be used, then by type. */

import { type FlowDocument, type NodeRecord, type NodeTypes, nodeLabel } from "../../document";
import type { TreeRow } from "../../ui/VirtualTree";

export interface ConfigRow extends TreeRow {
  kind: "scope" | "type" | "node";
  record?: NodeRecord;
  /** How many nodes use it. */
  users?: number;
}

export interface ConfigView {
  /** What their names and types must contain. */
  text: string;
  onlyUnused: boolean;
  closed: ReadonlySet<string>;
  everywhere: string;
  notInstalled: (type: string) => string;
}

type Users = ReadonlyMap<string, readonly NodeRecord[]>;

/** The rows that are to be seen; scopes without any are left out. */
export function configRows(
  document: FlowDocument,
  types: NodeTypes,
  users: Users,
  view: ConfigView,
): ConfigRow[] {
  const wanted = view.text.trim().toLowerCase();
  const label = (record: NodeRecord) => nodeLabel(record, types, document);
  const fits = (record: NodeRecord) =>
    `${label(record)} ${record.type} ${record.id}`.toLowerCase().includes(wanted) &&
    (!view.onlyUnused || (users.get(record.id)?.length ?? 0) === 0);
  const byScope = new Map<string, NodeRecord[]>();
  for (const record of document.configNodes().filter(fits)) {
    const scope = record.z && document.get(record.z) ? record.z : "";
    byScope.set(scope, [...(byScope.get(scope) ?? []), record]);
  }
  const order = ["", ...document.tabs().map(({ id }) => id), ...document.subflows().map(({ id }) => id)];
  const scopes = order.filter((scope) => byScope.has(scope));
  const rows: ConfigRow[] = [];
  scopes.forEach((scope, index) => {
    const id = `scope:${scope}`;
    const isExpanded = !view.closed.has(id);
    const container = scope === "" ? undefined : document.get(scope);
    const text = container ? label(container) : view.everywhere;
    rows.push({ id, kind: "scope", level: 1, text, isExpanded, place: index + 1, count: scopes.length });
    if (isExpanded) rows.push(...typeRows(scope, byScope.get(scope) ?? []));
  });
  return rows;

  function typeRows(scope: string, records: readonly NodeRecord[]): ConfigRow[] {
    const names = [...new Set(records.map(({ type }) => type))].sort();
    return names.flatMap((type, index) => {
      const id = `type:${scope}:${type}`;
      const isExpanded = !view.closed.has(id);
      const text = types.get(type)?.palette_label ?? view.notInstalled(type);
      const head: ConfigRow = {
        id,
        kind: "type",
        level: 2,
        text,
        isExpanded,
        place: index + 1,
        count: names.length,
      };
      if (!isExpanded) return [head];
      const nodes = records.filter((record) => record.type === type);
      nodes.sort((a, b) => label(a).localeCompare(label(b)));
      return [
        head,
        ...nodes.map(
          (record, place): ConfigRow => ({
            id: record.id,
            kind: "node",
            level: 3,
            text: label(record),
            place: place + 1,
            count: nodes.length,
            record,
            users: users.get(record.id)?.length ?? 0,
          }),
        ),
      ];
    });
  }
}
