/** Groups. */
import { groupBox, type Rect } from "../canvas/kernels";
import {
  groupRecords,
  groupsAround,
  idList,
  isGroup,
  leaveGroup,
  mergeIntoGroup,
  ungroup,
} from "../document";
import type { Command } from "./command";
import { canEditSelection, selectedGroups, selectedRecords } from "./conditions";
import type { EditorContext } from "./context";

/** The box of a group around records. */
function boxAround({ canvas }: EditorContext, ids: readonly string[]): Rect {
  const frames = ids.map((id) => canvas.frameOf(id)).filter((box) => box !== undefined);
  return groupBox(frames) ?? { x: 0, y: 0, w: 100, h: 60 };
}

/** The selected records that are in no selected group. */
const outermost = (context: EditorContext): string[] =>
  selectedRecords(context)
    .map((record) => record.id)
    .filter((id) => !groupsAround(id, context.document).some((group) => context.canvas.selection.has(group)));

let copiedStyle: Record<string, unknown> | undefined;

export const groupCommands: Command[] = [
  {
    id: "core:group-selection",
    label: "Group selection",
    group: "arrange",
    keys: ["ctrl-shift-g"],
    scope: "canvas",
    icon: "group",
    keywords: "frame",
    when: canEditSelection,
    run(context) {
      const ids = outermost(context);
      let group = "";
      context.document.transact("Group", (tx) => {
        group = groupRecords(tx, context.canvas.flow, ids, boxAround(context, ids));
      });
      context.canvas.select([group]);
    },
  },
  {
    id: "core:ungroup-selection",
    label: "Ungroup selection",
    group: "arrange",
    keys: ["ctrl-shift-u"],
    scope: "canvas",
    when: (context) => canEditSelection(context) && selectedGroups(context).length > 0,
    run(context) {
      const members: string[] = [];
      context.document.transact("Ungroup", (tx) => {
        for (const group of selectedGroups(context)) members.push(...ungroup(tx, group.id));
      });
      context.canvas.select(members);
    },
  },
  {
    id: "core:merge-selection-to-group",
    label: "Merge selection into one group",
    group: "arrange",
    when: (context) =>
      canEditSelection(context) && selectedGroups(context).length > 0 && context.canvas.selection.size > 1,
    run(context) {
      const ids = outermost(context);
      context.document.transact("Merge groups", (tx) => {
        const group = mergeIntoGroup(tx, ids);
        const members = group ? idList(tx.get(group)?.nodes) : [];
        if (group) tx.update(group, { ...boxAround(context, members) });
      });
      context.canvas.select(ids.slice(0, 1));
    },
  },
  {
    id: "core:remove-selection-from-group",
    label: "Remove selection from group",
    group: "arrange",
    when: (context) =>
      canEditSelection(context) && selectedRecords(context).some((record) => record.g !== undefined),
    run: (context) =>
      context.document.transact("Remove from group", (tx) => leaveGroup(tx, outermost(context))),
  },
  {
    id: "core:copy-group-style",
    label: "Copy group style",
    group: "arrange",
    keys: ["ctrl-shift-c"],
    scope: "canvas",
    when: (context) => selectedGroups(context).length === 1,
    run(context) {
      const [group] = selectedGroups(context);
      if (group && isGroup(group)) copiedStyle = structuredClone(group.style ?? {});
    },
  },
  {
    id: "core:paste-group-style",
    label: "Paste group style",
    group: "arrange",
    keys: ["ctrl-shift-v"],
    scope: "canvas",
    when: (context) =>
      canEditSelection(context) && copiedStyle !== undefined && selectedGroups(context).length > 0,
    run: (context) =>
      context.document.transact("Paste group style", (tx) => {
        for (const group of selectedGroups(context))
          tx.update(group.id, { style: structuredClone(copiedStyle) });
      }),
  },
];
