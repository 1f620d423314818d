/** The results of the last search in the footer: which one is shown, the next, the one before. */

import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { useEditor } from "../editor";
import { ui } from "../store";
import { clearResults, stepResult, useResults } from "./results";
import styles from "./search.module.css";

export function ResultsBar() {
  const editor = useEditor();
  const { query, ids, index } = useResults();
  if (ids.length === 0) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("Search results")}>
      <button type="button" className={styles.query} onClick={() => ui.open({ kind: "search", query })}>
        {query}
      </button>
      <span className={styles.count} role="status">
        {t("{index} of {count}", { index: index + 1, count: ids.length })}
      </span>
      <IconButton
        icon="chevron-up"
        label={t("Previous result")}
        size="sm"
        placement="top"
        onPress={() => stepResult(editor, -1)}
      />
      <IconButton
        icon="chevron-down"
        label={t("Next result")}
        size="sm"
        placement="top"
        onPress={() => stepResult(editor, 1)}
      />
      <IconButton icon="close" label={t("End the search")} size="sm" placement="top" onPress={clearResults} />
    </div>
  );
}
