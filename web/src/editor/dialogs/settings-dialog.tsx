/** What a person can set for themselves: theme, view, warnings. */

import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { type Theme, theme } from "../../ui/theme";
import { setWarnings, wantsWarnings } from "../deploy/deploy";
import { useEditor } from "../editor";
import { chooseTheme, chooseView, type ViewPreferences } from "../preferences";
import { ui } from "../store";
import styles from "./dialogs.module.css";

const THEMES: [Theme, string][] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

const VIEW: [keyof ViewPreferences, string][] = [
  ["showGrid", "Show the grid"],
  ["snap", "Snap nodes to the grid"],
  ["showStatus", "Show the status of nodes"],
];

export function SettingsDialog() {
  const editor = useEditor();
  const [chosen, setChosen] = useState<Theme>(theme());
  const [view, setView] = useState(() => editor.canvas!.options);
  const [warns, setWarns] = useState(wantsWarnings());
  return (
    <Dialog title="Settings" isOpen onClose={ui.closeDialog} isDismissable>
      <div className={styles.settings}>
        <h3>Theme</h3>
        <fieldset className={styles.choices} aria-label="Theme">
          {THEMES.map(([id, label]) => (
            <button
              key={id}
              type="button"
              aria-pressed={chosen === id}
              onClick={() => {
                setChosen(id);
                chooseTheme(editor, id);
              }}
            >
              {label}
            </button>
          ))}
        </fieldset>
        <h3>Canvas</h3>
        {VIEW.map(([name, label]) => (
          <label key={name} className={styles.setting}>
            <input
              type="checkbox"
              checked={view[name] === true}
              onChange={(event) => {
                setView({ ...view, [name]: event.target.checked });
                chooseView(editor, { [name]: event.target.checked });
              }}
            />
            {label}
          </label>
        ))}
        <h3>Deploy</h3>
        <label className={styles.setting}>
          <input
            type="checkbox"
            checked={warns}
            onChange={(event) => {
              setWarns(event.target.checked);
              setWarnings(event.target.checked);
            }}
          />
          Warn of invalid, unknown and unused nodes, in this browser
        </label>
      </div>
    </Dialog>
  );
}
