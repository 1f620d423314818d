/** All keyboard shortcuts by subject. */

import { useState } from "react";
import { matchScore } from "../../commands";
import { SUBJECTS } from "../../commands/subjects";
import { t } from "../../i18n";
import { Dialog } from "../../ui/Dialog";
import { SearchField } from "../../ui/Field";
import { everyCommand } from "../commands";
import { ui } from "../store";
import { Keys } from "./command-palette";
import styles from "./dialogs.module.css";

export function ShortcutsDialog() {
  const [text, setText] = useState("");
  const shown = everyCommand().filter(
    (command) => command.keys?.length && (text.trim() === "" || matchScore(text, t(command.label)) > 0),
  );
  const groups = [...new Set(shown.map((command) => command.subject))];
  return (
    <Dialog title="Keyboard shortcuts" isOpen onClose={ui.closeDialog} size="lg" isDismissable>
      <div className={styles.stack}>
        <SearchField label="Filter shortcuts" value={text} onChange={setText} autoFocus />
        <div className={styles.shortcuts}>
          {groups.map((group) => (
            <section key={group} aria-label={t(SUBJECTS[group])}>
              <h3>{t(SUBJECTS[group])}</h3>
              {shown
                .filter((command) => command.subject === group)
                .map((command) => (
                  <div key={command.id} className={styles.shortcut}>
                    <span>{t(command.label)}</span>
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
