/** Moving the selection into a group that is chosen from a list, the nearest first. */

import { center, distance, freePlace, groupBox, union } from "../../canvas/kernels";
import { matchScore } from "../../commands";
import { joinGroup, moveRecords, nodeLabel } from "../../document";
import { t } from "../../i18n";
import styles from "../dialogs/dialogs.module.css";
import { Finder, type Found } from "../dialogs/finder";
import { type Editor, useEditor } from "../editor";
import { ui } from "../store";

export function ChooseGroup({ ids }: { ids: readonly string[] }) {
  const editor = useEditor();
  const groups = groupsFor(editor, ids);
  const find = (query: string): Found[] =>
    groups
      .filter(({ label }) => query.trim() === "" || matchScore(query, label) > 0)
      .map(({ id, label, count }) => ({
        id,
        content: (
          <>
            <span className={styles.label}>{label}</span>
            <span className={styles.end}>
              {t("{count, plural, one {# node} other {# nodes}}", { count })}
            </span>
          </>
        ),
      }));
  const choose = (id: string) => {
    ui.closeDialog();
    moveInto(editor, ids, id);
    editor.canvas?.focus();
  };
  return (
    <Finder
      title={t("Move into group")}
      placeholder={t("Name of the group")}
      find={find}
      onChoose={choose}
      onClose={ui.closeDialog}
      nothing={t("There is no such group.")}
    />
  );
}

/** The groups of the flow, but those that are to be moved. */
function groupsFor({ document, types, canvas }: Editor, ids: readonly string[]) {
  const here = union(ids.map((id) => canvas?.boxOf(id)).filter((box) => box !== undefined));
  const away = (id: string) => {
    const box = canvas?.boxOf(id);
    return box && here ? distance(center(box), center(here)) : 0;
  };
  return document
    .groupsOn(canvas?.flow ?? "")
    .filter((group) => !ids.includes(group.id))
    .sort((a, b) => away(a.id) - away(b.id))
    .map((group) => ({
      id: group.id,
      label: nodeLabel(group, types, document) || t("Group without a name"),
      count: Array.isArray(group.nodes) ? group.nodes.length : 0,
    }));
}

/** Put them below what is in the group, and make the group large enough. */
function moveInto({ document, canvas }: Editor, ids: readonly string[], group: string): void {
  if (!canvas) return;
  const members = document.get(group)?.nodes;
  const frames = new Map(
    [...(Array.isArray(members) ? (members as string[]) : []), ...ids]
      .map((id) => [id, canvas.frameOf(id)] as const)
      .filter((item): item is readonly [string, NonNullable<(typeof item)[1]>] => item[1] !== undefined),
  );
  const target = canvas.boxOf(group);
  const moving = union(ids.map((id) => frames.get(id)).filter((box) => box !== undefined));
  if (!target || !moving) return;
  const others = [...frames].filter(([id]) => !ids.includes(id)).map(([, box]) => box);
  const at = freePlace(others, { x: target.x + 26 + moving.w / 2, y: target.y + target.h / 2 }, moving);
  const grid = (value: number) => Math.round(value / canvas.options.gridSize) * canvas.options.gridSize;
  const dx = grid(at.x - moving.x - moving.w / 2);
  const dy = grid(at.y - moving.y - moving.h / 2);
  for (const id of ids) {
    const box = frames.get(id);
    if (box) frames.set(id, { ...box, x: box.x + dx, y: box.y + dy });
  }
  const places = new Map(
    ids.map((id) => {
      const record = document.get(id);
      return [id, { x: (record?.x ?? 0) + dx, y: (record?.y ?? 0) + dy }] as const;
    }),
  );
  document.transact("Move into group", (tx) => {
    joinGroup(tx, group, ids);
    moveRecords(tx, places);
    const box = groupBox(frames.values());
    if (box) tx.update(group, { ...box });
  });
  canvas.reveal([group]);
}
