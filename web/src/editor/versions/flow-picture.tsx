/** A flow before and after in one picture: what came is green, what went red, what changed amber, the rest pale. */

import { useMemo } from "react";
import {
  type DocumentDiff,
  isGroup,
  isPlaced,
  type NodeRecord,
  type NodeTypes,
  nodeLabel,
  type RecordDiff,
} from "../../document";
import { t } from "../../i18n";
import styles from "./versions.module.css";

interface Props {
  flow: string;
  before: readonly NodeRecord[];
  after: readonly NodeRecord[];
  diff: DocumentDiff;
  types: NodeTypes;
  onSelect: (id: string) => void;
}

interface Box {
  record: NodeRecord;
  kind: RecordDiff["kind"] | "same";
  label: string;
  w: number;
}

/** Nodes that a picture shows; of a larger flow, those near what differs. */
const MOST = 400;
const HEIGHT = 30;

const targetsOf = (record: NodeRecord): string[] =>
  Array.isArray(record.wires) ? record.wires.flatMap((port) => (Array.isArray(port) ? port : [])) : [];

export function FlowPicture({ flow, before, after, diff, types, onSelect }: Props) {
  const picture = useMemo(() => draw(flow, before, after, diff, types), [flow, before, after, diff, types]);
  if (!picture) return null;
  const { boxes, groups, wires, view } = picture;
  return (
    <svg
      className={styles.picture}
      viewBox={view.join(" ")}
      role="img"
      aria-label={t("The flow before and after")}
    >
      {groups.map(({ record, kind }) => (
        <rect
          key={record.id}
          className={styles.group}
          data-kind={kind}
          x={record.x ?? 0}
          y={record.y ?? 0}
          width={Number(record.w ?? 0)}
          height={Number(record.h ?? 0)}
          rx={4}
        />
      ))}
      {wires.map(({ key, path, kind }) => (
        <path key={key} className={styles.wire} data-kind={kind} d={path} />
      ))}
      {boxes.map(({ record, kind, label, w }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the picture does the same by keyboard.
        <g
          key={`${record.id} ${kind}`}
          className={styles.node}
          data-kind={kind}
          transform={`translate(${(record.x ?? 0) - w / 2} ${(record.y ?? 0) - HEIGHT / 2})`}
          onClick={() => kind !== "same" && onSelect(record.id)}
        >
          <rect width={w} height={HEIGHT} rx={5} />
          <text x={w / 2} y={HEIGHT / 2}>
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}

function draw(
  flow: string,
  before: readonly NodeRecord[],
  after: readonly NodeRecord[],
  diff: DocumentDiff,
  types: NodeTypes,
) {
  const there = (records: readonly NodeRecord[]) => records.filter((record) => record.z === flow);
  const now = new Map(there(after).map((record) => [record.id, record]));
  const old = new Map(there(before).map((record) => [record.id, record]));
  const kindOf = (id: string): Box["kind"] =>
    !now.has(id) ? "removed" : !old.has(id) ? "added" : (diff.get(id)?.kind ?? "same");
  let all = [...now.values(), ...[...old.values()].filter(({ id }) => !now.has(id))];
  if (all.length > MOST) {
    const near = new Set([...diff.keys()]);
    for (const record of all) {
      if (targetsOf(record).some((id) => diff.has(id))) near.add(record.id);
      if (diff.has(record.id)) for (const id of targetsOf(record)) near.add(id);
    }
    all = all.filter(({ id }) => near.has(id)).slice(0, MOST);
  }
  const boxes: Box[] = all.filter(isPlaced).map((record) => {
    const label = record.type === "junction" ? "" : shorten(nodeLabel(record, types));
    return { record, kind: kindOf(record.id), label, w: label ? Math.max(60, label.length * 7.4 + 24) : 12 };
  });
  const groups = all.filter(isGroup).map((record) => ({ record, kind: kindOf(record.id) }));
  if (boxes.length === 0) return undefined;
  const byId = new Map(boxes.map((box) => [box.record.id, box]));
  const wires: { key: string; path: string; kind: string }[] = [];
  for (const box of boxes) {
    const { id } = box.record;
    const has = targetsOf(now.get(id) ?? { id, type: "" });
    const had = targetsOf(old.get(id) ?? { id, type: "" });
    for (const target of new Set([...has, ...had])) {
      const end = byId.get(target);
      if (!end) continue;
      const kind = !had.includes(target) ? "added" : !has.includes(target) ? "removed" : "same";
      const [x1, y1] = [(box.record.x ?? 0) + box.w / 2, box.record.y ?? 0];
      const [x2, y2] = [(end.record.x ?? 0) - end.w / 2, end.record.y ?? 0];
      const bend = Math.max(30, Math.abs(x2 - x1) * 0.5);
      wires.push({
        key: `${id}>${target}`,
        kind,
        path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
      });
    }
  }
  const left = Math.min(...boxes.map(({ record, w }) => (record.x ?? 0) - w / 2)) - 20;
  const top = Math.min(...boxes.map(({ record }) => (record.y ?? 0) - HEIGHT / 2)) - 20;
  const right = Math.max(...boxes.map(({ record, w }) => (record.x ?? 0) + w / 2)) + 20;
  const bottom = Math.max(...boxes.map(({ record }) => (record.y ?? 0) + HEIGHT / 2)) + 20;
  return { boxes, groups, wires, view: [left, top, Math.max(right - left, 480), Math.max(bottom - top, 90)] };
}

const shorten = (text: string): string => {
  const line = text.split(/\\n|\n/)[0] ?? "";
  return line.length > 28 ? `${line.slice(0, 27)}…` : line;
};
