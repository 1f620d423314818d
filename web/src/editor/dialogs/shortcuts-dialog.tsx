/** All keyboard shortcuts by subject. */

import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { SearchField } from "../../ui/Field";
import { allCommands } from "../commands";
import { ui } from "../store";
import { Keys } from "./command-palette";
import styles from "./dialogs.module.css";
import { matchWords } from "./match";

export function ShortcutsDialog() {
  const [text, setText] = useState("");
  const shown = allCommands().filter(
    (command) => command.keys?.length && matchWords(command.label, text) !== null,
  );
  const groups = [...new Set(shown.map((command) => command.group))];
  return (
    <Dialog title="Keyboard shortcuts" isOpen onClose={ui.closeDialog} size="lg" isDismissable>
      <div className={styles.stack}>
        <SearchField label="Filter shortcuts" value={text} onChange={setText} autoFocus />
        <div className={styles.shortcuts}>
          {groups.map((group) => (
            <section key={group} aria-label={group}>
              <h3>{group}</h3>
              {shown
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id} className={styles.shortcut}>
                    <span>{command.label}</span>
                    <Keys text={command.keys![0]!} />
                  </div>
                ))}
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
