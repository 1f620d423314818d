/** Every command, found by name (Ctrl+Shift+P). */

import { Fragment } from "react";
import { SUBJECTS } from "../../commands/subjects";
import { t } from "../../i18n";
import { findCommands, runCommand, shownKeys } from "../commands";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./dialogs.module.css";
import { Finder, type Found } from "./finder";

export function CommandPalette() {
  const editor = useEditor();
  const find = (query: string): Found[] =>
    findCommands(editor, query)
      .filter(({ command }) => command.id !== "core:show-action-list")
      .map(({ command, reason }) => ({
        id: command.id,
        isDisabled: reason !== undefined,
        content: (
          <>
            <span className={styles.label}>{t(command.label)}</span>
            <span className={styles.detail}>{reason ?? t(SUBJECTS[command.subject])}</span>
            <Keys text={shownKeys(editor, command.id)} />
          </>
        ),
      }));
  return (
    <Finder
      title={t("Commands")}
      placeholder={t("What do you want to do?")}
      find={find}
      onClose={ui.closeDialog}
      onChoose={(id) => {
        ui.closeDialog();
        editor.canvas?.focus();
        runCommand(editor, id);
      }}
    />
  );
}

/** Keys as text to read, each stroke in a frame. */
export function Keys({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <span className={styles.keys}>
      {text.split(" ").map((stroke, index) => (
        <Fragment key={`${index} ${stroke}`}>
          {index > 0 && " "}
          <kbd>{stroke}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
