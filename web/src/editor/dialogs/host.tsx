/** The dialog that is open, if one is. */

import { Suspense } from "react";
import { componentOf, DIALOGS } from "../features";
import { useUi } from "../store";

export function DialogHost() {
  const dialog = useUi((state) => state.dialog);
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
