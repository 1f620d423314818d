/** What a person has chosen for the editor: kept on the server, so that it is there in every browser. */

import { putUserSettings } from "../api";
import { setTheme, type Theme } from "../ui/theme";
import type { Editor } from "./editor";

export interface ViewPreferences {
  showGrid: boolean;
  snap: boolean;
  showStatus: boolean;
  /** Mark nodes that have a description. */
  showDocs: boolean;
  /** Distance of the grid's lines. */
  gridSize: number;
}

const VIEW: ViewPreferences = { showGrid: true, snap: true, showStatus: true, showDocs: true, gridSize: 20 };

/** The view as it was chosen last. */
export function viewPreferences(editor: Editor): ViewPreferences {
  return { ...VIEW, ...(editor.userSettings.editor?.view as Partial<ViewPreferences> | undefined) };
}

export function chooseView(editor: Editor, view: Partial<ViewPreferences>): void {
  editor.canvas?.setOptions(view);
  save(editor, { view: { ...viewPreferences(editor), ...view } });
}

/** The theme is shown at once and kept in this browser too, where it is there before the first picture. */
export function chooseTheme(editor: Editor, theme: Theme): void {
  setTheme(theme);
  save(editor, { theme });
}

function save(editor: Editor, changes: Record<string, unknown>): void {
  editor.userSettings = { ...editor.userSettings, editor: { ...editor.userSettings.editor, ...changes } };
  putUserSettings(editor.userSettings).catch(() => {
    // It holds for this page, and is kept with the next change.
  });
}
