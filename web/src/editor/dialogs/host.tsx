/** The dialog that is open, if one is. */

import { Suspense, useEffect } from "react";
import { componentOf, DIALOGS } from "../features";
import { useEditor } from "../editor";
import { useUi } from "../store";

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
  const Component = componentOf(load);
  return (
    <Suspense key={kind} fallback={null}>
      <Component {...props} />
    </Suspense>
  );
}
