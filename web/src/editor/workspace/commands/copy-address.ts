/** Copying the address of what is selected, or of the flow. */

import { msg, t } from "../../../i18n";
import { notify } from "../../../ui/Toast";
import { type AppContext, type EditorCommand, needEditor } from "../../command";
import { hashOf } from "../addresses";

const subject = ({ canvas, document }: AppContext) => {
  const [id] = canvas.selection.size === 1 ? canvas.selection : [canvas.flow];
  return document.get(id ?? "");
};

async function copy(context: AppContext, isEdit: boolean): Promise<void> {
  const record = subject(context);
  if (!record) return;
  const address = window.location.href.replace(/#.*$/, "") + hashOf(record, isEdit);
  try {
    await navigator.clipboard.writeText(address);
    notify({ kind: "success", title: t("Address copied") });
  } catch {
    // Without https, or without leave, pages may not write to the clipboard: it can be copied by hand.
    notify({ kind: "info", title: t("Copy the address by hand"), description: address });
  }
}

const there = needEditor(
  msg("There is nothing that has an address."),
  (context) => subject(context) !== undefined,
);

export default [
  {
    id: "core:copy-item-url",
    label: msg("Copy address"),
    help: msg("The address of the selected node or group, or of the flow: it leads whoever opens it there."),
    subject: "navigate",
    contextMenus: { node: 510, group: 510, tab: 410 },
    icon: "link",
    keywords: "url link share",
    needs: [there],
    run: (context) => void copy(context, false),
  },
  {
    id: "core:copy-item-edit-url",
    label: msg("Copy address of the properties"),
    subject: "navigate",
    contextMenus: { node: 520, group: 520, tab: 420 },
    keywords: "url link share edit",
    needs: [there],
    run: (context) => void copy(context, true),
  },
] satisfies EditorCommand[];
