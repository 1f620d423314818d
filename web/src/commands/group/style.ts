/** Giving groups the look of another. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { editable, selectedGroup, selectedGroups } from "../conditions";

let copied: Record<string, unknown> | undefined;

const copyStyle: Command = {
  id: "core:copy-group-style",
  label: msg("Copy group style"),
  subject: "group",
  menu: ["groups", 200],
  contextMenus: { group: 130 },
  keys: ["ctrl-shift-c"],
  scope: "canvas",
  needs: [need(msg("Select one group."), (context) => selectedGroups(context).length === 1)],
  run(context) {
    copied = structuredClone(selectedGroups(context)[0]?.style ?? {}) as Record<string, unknown>;
  },
};

const pasteStyle: Command = {
  id: "core:paste-group-style",
  label: msg("Paste group style"),
  subject: "group",
  menu: ["groups", 210],
  contextMenus: { group: 140 },
  keys: ["ctrl-shift-v"],
  scope: "canvas",
  needs: [...editable, selectedGroup, need(msg("No group's style was copied."), () => copied !== undefined)],
  run: (context) =>
    context.document.transact("Paste group style", (tx) => {
      for (const group of selectedGroups(context)) tx.update(group.id, { style: structuredClone(copied) });
    }),
};

export default [copyStyle, pasteStyle];
