/** Every command, found by name (Ctrl+Shift+P). */

import { allCommands, canRun, keyParts, runCommand } from "../commands";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./dialogs.module.css";
import { Finder, type Found } from "./finder";
import { matchWords } from "./match";

export function CommandPalette() {
  const editor = useEditor();
  const find = (query: string): Found[] =>
    allCommands()
      .filter((command) => canRun(editor, command) && command.id !== "core:show-action-list")
      .map((command) => ({ command, rank: matchWords(`${command.label} ${command.keywords ?? ""}`, query) }))
      .filter(({ rank }) => rank !== null)
      .sort((a, b) => a.rank! - b.rank! || a.command.label.localeCompare(b.command.label))
      .map(({ command }) => ({
        id: command.id,
        content: (
          <>
            <span className={styles.label}>{command.label}</span>
            <span className={styles.detail}>{command.group}</span>
            {command.keys?.[0] && <Keys text={command.keys[0]} />}
          </>
        ),
      }));
  return (
    <Finder
      title="Commands"
      placeholder="What do you want to do?"
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

export function Keys({ text }: { text: string }) {
  return (
    <span className={styles.keys}>
      {keyParts(text)
        .flat()
        .map((part, index) => (
          <kbd key={index}>{part}</kbd>
        ))}
    </span>
  );
}
