/** Switching debug nodes on and off: the selected ones, those of the flow, all. */

import type { NodeRecord } from "../../document";
import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { editable, mayChange, selectedNodes } from "../conditions";
import type { EditorContext } from "../context";

type Where = (context: EditorContext) => readonly NodeRecord[];

const ofSelection: Where = selectedNodes;
const ofFlow: Where = ({ document, canvas }) => document.onFlow(canvas.flow);
const ofAll: Where = ({ document }) => document.all();

/** The debug nodes that are not as they shall be. */
const others = (context: EditorContext, where: Where, active: boolean): NodeRecord[] =>
  where(context).filter((record) => record.type === "debug" && (record.active !== false) !== active);

const activate = (id: string, label: string, active: boolean, where: Where): Command => ({
  id,
  label,
  subject: "debug",
  needs: [
    ...(where === ofAll ? [mayChange] : editable),
    need(
      active ? msg("No such debug node is switched off.") : msg("No such debug node is switched on."),
      (context) => others(context, where, active).length > 0,
    ),
  ],
  run: (context) =>
    context.document.transact(active ? "Switch debug on" : "Switch debug off", (tx) => {
      for (const node of others(context, where, active)) tx.update(node.id, { active });
    }),
});

export default [
  activate("core:activate-selected-debug-nodes", msg("Switch selected debug nodes on"), true, ofSelection),
  activate(
    "core:deactivate-selected-debug-nodes",
    msg("Switch selected debug nodes off"),
    false,
    ofSelection,
  ),
  activate("core:activate-all-flow-debug-nodes", msg("Switch all debug nodes of this flow on"), true, ofFlow),
  activate(
    "core:deactivate-all-flow-debug-nodes",
    msg("Switch all debug nodes of this flow off"),
    false,
    ofFlow,
  ),
  activate("core:activate-all-debug-nodes", msg("Switch all debug nodes on"), true, ofAll),
  activate("core:deactivate-all-debug-nodes", msg("Switch all debug nodes off"), false, ofAll),
];
