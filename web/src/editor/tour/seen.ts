/** Whether somebody knows the welcome tour: kept on the server, where Node-RED keeps it too (`editor.tours.welcome`). */

import { create } from "zustand";
import type { Editor } from "../editor";
import { keep } from "../preferences";

const WELCOME = "1";

export const useTour = create<{ isNew: boolean }>()(() => ({ isNew: false }));

/** Asks what the server keeps; once, at the start. */
export function lookUpTour(editor: Editor): void {
  const tours = editor.userSettings.editor?.tours as { welcome?: unknown } | undefined;
  useTour.setState({ isNew: tours?.welcome === undefined });
}

/** It was seen to its end, skipped, or turned down. */
export function rememberTour(editor: Editor): void {
  if (!useTour.getState().isNew) return;
  useTour.setState({ isNew: false });
  keep(editor, "tours", { welcome: WELCOME });
}
