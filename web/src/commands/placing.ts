/** Moving what is on the sheet by commands: members go with their groups, and groups around take their new size. */

import { groupBox, type Point, type Rect } from "../canvas/kernels";
import { type GroupRecord, groupsAround, idList, isGroup, membersOf, moveRecords } from "../document";
import type { EditorContext } from "./context";

/** The ids that move when these do. */
export function withMembers(context: EditorContext, ids: Iterable<string>): Set<string> {
  const all = new Set<string>();
  for (const id of ids) {
    all.add(id);
    for (const member of membersOf(id, context.document)) all.add(member);
  }
  return all;
}

/** The selected boxes that stand for themselves: members of a selected group are left to the group. */
export function selectedBoxes(context: EditorContext): Map<string, Rect> {
  const { canvas, document } = context;
  const boxes = new Map<string, Rect>();
  for (const id of canvas.selection) {
    if (groupsAround(id, document).some((group) => canvas.selection.has(group))) continue;
    const box = canvas.boxOf(id);
    if (box) boxes.set(id, box);
  }
  return boxes;
}

/** Move boxes by what is given for each, as one step. */
export function moveBy(
  context: EditorContext,
  moves: ReadonlyMap<string, Point>,
  label: string,
  mergeKey?: string,
): void {
  const { canvas, document } = context;
  const boxes = canvas.boxes();
  const moved = new Set<string>();
  for (const [id, move] of moves) {
    if (move.x === 0 && move.y === 0) continue;
    for (const member of withMembers(context, [id])) {
      const box = boxes.get(member);
      if (!box) continue;
      boxes.set(member, { ...box, x: box.x + move.x, y: box.y + move.y });
      moved.add(member);
    }
  }
  if (moved.size === 0) return;
  const stretched = fitAround(context, moved, boxes);
  const positions = new Map<string, { x: number; y: number; w?: number; h?: number }>();
  for (const id of [...moved, ...stretched]) {
    const box = boxes.get(id);
    const record = document.get(id);
    if (!box) continue;
    positions.set(id, record && isGroup(record) ? box : { x: box.x + box.w / 2, y: box.y + box.h / 2 });
  }
  document.transact(label, (tx) => moveRecords(tx, positions), { mergeKey });
}

/** Give the groups around the moved boxes their new size, in `boxes`; gives their ids, inner ones first. */
function fitAround(context: EditorContext, moved: ReadonlySet<string>, boxes: Map<string, Rect>): string[] {
  const { document } = context;
  const around = new Set<string>();
  for (const id of moved)
    for (const group of groupsAround(id, document)) if (!moved.has(group)) around.add(group);
  const inner = [...around].sort(
    (a, b) => groupsAround(b, document).length - groupsAround(a, document).length,
  );
  for (const id of inner) {
    const group = document.get(id) as GroupRecord;
    const members = idList(group.nodes).map((member) => frameAt(context, member, boxes.get(member)));
    const box = groupBox(members.filter((item) => item !== undefined));
    if (box) boxes.set(id, box);
  }
  return inner;
}

/** A node's box with its button, where the box is moved to. */
function frameAt({ canvas }: EditorContext, id: string, box: Rect | undefined): Rect | undefined {
  const old = canvas.boxOf(id);
  const frame = canvas.frameOf(id);
  if (!box || !old || !frame) return box;
  return { x: box.x + frame.x - old.x, y: box.y, w: box.w + frame.w - old.w, h: box.h };
}
