/** Which configuration nodes are selected in their panel, for it and for the commands on them. */

import { create } from "zustand";
import { removeRecords } from "../../document";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";
import type { Editor } from "../editor";

interface ConfigSelection {
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | undefined;
}

export const useConfigSelection = create<ConfigSelection>()(() => ({ ids: new Set(), anchor: undefined }));

export function selectConfigs(ids: Iterable<string>, anchor?: string): void {
  useConfigSelection.setState({ ids: new Set(ids), anchor });
}

/** The selected ones that are still there. */
export const selectedConfigs = ({ document }: Editor): string[] =>
  [...useConfigSelection.getState().ids].filter((id) => document.get(id));

/** Delete the selected ones; the notice takes it back. Nodes that used them keep the name and are invalid. */
export function deleteSelectedConfigs(editor: Editor): void {
  const ids = selectedConfigs(editor);
  if (ids.length === 0 || !editor.canWrite) return;
  const { document } = editor;
  document.transact("Delete configuration nodes", (tx) => removeRecords(tx, document, ids));
  const { version } = document;
  selectConfigs([]);
  notify({
    kind: "info",
    title: t("{count, plural, one {# configuration node deleted} other {# configuration nodes deleted}}", {
      count: ids.length,
    }),
    action: {
      label: t("Undo"),
      onPress: () => {
        if (document.version === version) document.undo();
      },
    },
  });
}
