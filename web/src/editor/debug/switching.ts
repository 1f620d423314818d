/** Debug nodes switched on and off: in the document, and at once where they run, without a deploy. */

import { errorText, setDebugActiveOf } from "../../api";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";
import type { Editor } from "../editor";

export const SWITCH_ON = "Switch debug on";
export const SWITCH_OFF = "Switch debug off";

/** Switch nodes as one step of undo. */
export function switchDebugNodes({ document }: Editor, ids: readonly string[], active: boolean): void {
  document.transact(active ? SWITCH_ON : SWITCH_OFF, (tx) => {
    for (const id of ids) if (tx.get(id)) tx.update(id, { active });
  });
}

/** Lets nodes that run follow such steps, and their being undone. */
export function followSwitching(editor: Editor): void {
  const { document } = editor;
  document.subscribe(({ label, changes, origin }) => {
    if ((label !== SWITCH_ON && label !== SWITCH_OFF) || origin === "load" || origin === "deploy") return;
    for (const active of [true, false]) {
      const ids = changes
        .filter(
          ({ id, after }) =>
            after !== undefined && (after.active !== false) === active && document.changeOf(id) !== "added",
        )
        .map(({ id }) => id);
      if (ids.length > 0)
        setDebugActiveOf(ids, active).catch((error) =>
          notify({
            kind: "error",
            title: t("The debug nodes cannot be switched"),
            description: errorText(error),
          }),
        );
    }
  });
}
