/**
 * The document as an outline: flows, subflows and configuration nodes with what stands on them, in reading order, as
 * the rows of a tree. Only open branches are gone through. Pure.
 */
import type { FlowDocument } from "./flow-document";
import { nodeLabel } from "./labels";
import { idList, isConfig, isGroup, isJunction, type NodeRecord } from "./records";

export interface OutlineRow {
  /** The record's id, or that of a heading: `flows`, `subflows`, `configs`. */
  id: string;
  level: number;
  text: string;
  isExpanded?: boolean;
  place: number;
  count: number;
  /** How many are below, where that is shown: headings. */
  size?: number;
}

export interface OutlineView {
  /** Branches that are open. */
  open: ReadonlySet<string>;
  /** Only these records, with what leads to them; all their branches are open. */
  only?: ReadonlySet<string>;
  headings: { flows: string; subflows: string; configs: string; group: string };
}

const ROW = 40;

/** By rows from the top, and from left to right within each. */
function byPlace(a: NodeRecord, b: NodeRecord): number {
  const row = (record: NodeRecord) => Math.round(Number(record.y ?? 0) / ROW);
  return row(a) - row(b) || Number(a.x ?? 0) - Number(b.x ?? 0);
}

/** The rows that are to be seen. */
export function outlineRows(document: FlowDocument, view: OutlineView): OutlineRow[] {
  const rows: OutlineRow[] = [];
  const shown = view.only ? withAncestors(document, view.only) : undefined;
  const visible = (records: readonly NodeRecord[]) =>
    shown ? records.filter((record) => shown.has(record.id)) : records;
  const add = (records: readonly NodeRecord[], level: number) => {
    const list = visible(records);
    list.forEach((record, index) => {
      const inside = childrenOf(document, record);
      const isExpanded = inside && (shown ? true : view.open.has(record.id));
      const isGroupRecord = isGroup(record);
      rows.push({
        id: record.id,
        level,
        text:
          nodeLabel(record, document.types, document) || (isGroupRecord ? view.headings.group : record.type),
        place: index + 1,
        count: list.length,
        ...(isExpanded === undefined ? {} : { isExpanded }),
      });
      if (isExpanded && inside) add(inside(), level + 1);
    });
  };
  const heading = (id: "flows" | "subflows" | "configs", place: number, records: readonly NodeRecord[]) => {
    const list = visible(records);
    if (shown && list.length === 0) return;
    const isExpanded = shown ? true : view.open.has(id);
    rows.push({ id, level: 1, text: view.headings[id], place, count: 3, isExpanded, size: list.length });
    if (isExpanded) add(list, 2);
  };
  heading("flows", 1, document.tabs());
  heading("subflows", 2, document.subflows());
  heading(
    "configs",
    3,
    document.configNodes().filter((record) => !record.z || !document.get(record.z)),
  );
  return rows;
}

/** What is below a record, to be asked for when its branch is open; undefined for leaves. */
function childrenOf(document: FlowDocument, record: NodeRecord): (() => NodeRecord[]) | undefined {
  if (record.type === "tab" || record.type === "subflow") {
    return () => {
      const here = document.onFlow(record.id).filter((item) => !isJunction(item));
      const groups = new Set(here.filter(isGroup).map((group) => group.id));
      const scoped = document.configNodes().filter((config) => config.z === record.id);
      return [...here.filter((item) => !item.g || !groups.has(item.g)).sort(byPlace), ...scoped];
    };
  }
  if (!isGroup(record)) return undefined;
  return () =>
    idList(record.nodes)
      .map((id) => document.get(id))
      .filter((item) => item !== undefined && !isJunction(item) && !isConfig(item))
      .sort((a, b) => byPlace(a!, b!)) as NodeRecord[];
}

function withAncestors(document: FlowDocument, ids: ReadonlySet<string>): Set<string> {
  const all = new Set<string>();
  for (const id of ids) {
    let record = document.get(id);
    while (record && !all.has(record.id)) {
      all.add(record.id);
      const up: string | undefined = record.g && document.get(record.g) ? record.g : record.z;
      record = up ? document.get(up) : undefined;
    }
  }
  return all;
}
