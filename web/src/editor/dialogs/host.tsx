/** The dialog that is open, if one is. */

import { useEffect } from "react";
import { useEditor } from "../editor";
import { DIALOGS } from "../features";
import { Part } from "../part";
import { ui, useUi } from "../store";

export function DialogHost() {
  const editor = useEditor();
  const dialog = useUi((state) => state.dialog);
  const hasDialog = dialog !== null;
  useEffect(() => {
    if (!hasDialog) return;
    // What had the focus before may be gone, with the dialog from which this one was opened: then the canvas gets it.
    return () => {
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.activeElement === document.body) editor.canvas?.focus();
        }),
      );
    };
  }, [editor, hasDialog]);
  const load = dialog && DIALOGS[dialog.kind];
  if (!load) return null;
  const { kind, ...props } = dialog;
  return <Part key={kind} load={load} props={props} onFailed={ui.closeDialog} />;
}
