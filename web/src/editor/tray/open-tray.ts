/** The tray that is worked in, for the commands that end the work in it. */

export interface TrayActions {
  confirm(): void;
  cancel(): void;
}

let open: TrayActions | null = null;

/** Called by the tray on top; gives the way to take it back. */
export function offerTray(actions: TrayActions): () => void {
  open = actions;
  return () => {
    if (open === actions) open = null;
  };
}

export const openTray = (): TrayActions | null => open;
