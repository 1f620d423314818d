/** The theme: shown at once, kept in this browser, and with the person's settings on the server. */

import { putUserSettings } from "../api";
import { setTheme, type Theme } from "../ui/theme";
import type { Editor } from "./editor";

export function chooseTheme(editor: Editor, theme: Theme): void {
  setTheme(theme);
  editor.userSettings = { ...editor.userSettings, editor: { ...editor.userSettings.editor, theme } };
  putUserSettings(editor.userSettings).catch(() => {
    // The browser has it; the server will with the next change.
  });
}
