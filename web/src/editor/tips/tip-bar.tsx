/** A tip at the foot of the information panel: another one at the press of a button, none when they are switched off. */

import { useState } from "react";
import { t } from "../../i18n";
import { rich } from "../../i18n/react";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { shownKeys } from "../commands";
import { type Editor, useEditor } from "../editor";
import { choose, usePreferences } from "../preferences";
import { TIPS, type Tip } from "./tips";
import styles from "./tips.module.css";

/** Another one with each page, the next one when asked for. */
let first = Math.floor(Math.random() * TIPS.length);

export function TipBar() {
  const editor = useEditor();
  const isShown = usePreferences((state) => state.showTips);
  const [at, setAt] = useState(first);
  if (!isShown) return null;
  const next = () => {
    first = at + 1;
    setAt(first);
  };
  const shown = TIPS.filter((tip) => !tip.command || shownKeys(editor, tip.command));
  return (
    <aside className={styles.tip} aria-label={t("Tip")}>
      <Icon name="help" />
      <p aria-live="polite">{textOf(shown[at % shown.length]!, editor)}</p>
      <IconButton icon="chevron-right" size="sm" label={t("Next tip")} onPress={next} />
      <IconButton
        icon="close"
        size="sm"
        label={t("No more tips")}
        onPress={() => choose(editor, { showTips: false })}
      />
    </aside>
  );
}

function textOf({ text, command }: Tip, editor: Editor) {
  const keys = command && shownKeys(editor, command);
  return keys ? rich(text, { keys: <kbd key="keys">{keys}</kbd> }) : t(text);
}
