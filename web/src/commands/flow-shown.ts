/** The flow that is shown, for the commands on it. */

import { isTab, type NodeRecord } from "../document";
import { msg } from "../i18n";
import { need } from "./command";
import type { EditorContext } from "./context";

export function shownTab({ document, canvas }: EditorContext): NodeRecord | undefined {
  const record = document.get(canvas.flow);
  return record && isTab(record) ? record : undefined;
}

export const flowTab = need(
  msg("No flow is shown; a subflow is none."),
  (context) => shownTab(context) !== undefined,
);

/** The flow that is shown is so. */
export const flowThatIs = (reason: string, isSo: (tab: NodeRecord) => boolean) =>
  need(reason, (context) => {
    const tab = shownTab(context);
    return tab !== undefined && isSo(tab);
  });

/** Change the flow that is shown. */
export function setTab(context: EditorContext, label: string, patch: Record<string, unknown>): void {
  const tab = shownTab(context);
  if (tab) context.document.transact(label, (tx) => tx.update(tab.id, patch));
}
