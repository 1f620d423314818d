/** Search for nodes, flows, subflows and config nodes. */

import { nodeLabel, typeOf } from "../../document";
import { t } from "../../i18n";
import styles from "../dialogs/dialogs.module.css";
import { Finder, type Found } from "../dialogs/finder";
import { useDocument, useEditor } from "../editor";
import { ui } from "../store";
import { useFlowTabs } from "../workspace/hidden-flows";
import { LISTS, lastSearches, rememberSearch } from "./lists";
import { keepResults, showFound } from "./results";
import { search } from "./search";

/** Entries that are searches, not finds. */
const QUERY = "query:";

export function SearchDialog({ query }: { query?: string }) {
  const editor = useEditor();
  const document = useDocument();
  const { types } = editor;
  const { hidden } = useFlowTabs();
  const hits = (text: string) => search(text, document, types, { flow: ui.get().flow, hidden });
  const find = (text: string): Found[] => {
    if (text.trim() === "") return suggestions();
    return hits(text).map(({ record, label, where }) => {
      const flow = record.z ? document.get(record.z) : undefined;
      const kind = record.type === "tab" ? t("flow") : record.type === "subflow" ? t("subflow") : record.type;
      return {
        id: record.id,
        content: (
          <>
            <span
              className={styles.dot}
              style={{ backgroundColor: typeOf(record, types, document)?.color ?? "var(--wl-surface-3)" }}
            />
            <span className={styles.label}>{label}</span>
            <span className={styles.detail}>{where ? `${kind} · ${where}` : kind}</span>
            {flow && <span className={styles.end}>{nodeLabel(flow, types, document)}</span>}
          </>
        ),
      };
    });
  };
  const choose = (id: string, text: string) => {
    if (id.startsWith(QUERY)) return `${id.slice(QUERY.length)} `;
    rememberSearch(text);
    keepResults(
      text.trim(),
      hits(text).map((hit) => hit.record.id),
      id,
    );
    ui.closeDialog();
    showFound(editor, id);
    return undefined;
  };
  return (
    <Finder
      title={t("Search flows")}
      placeholder={t("Name, type, id or any property")}
      query={query ?? ""}
      find={find}
      onChoose={choose}
      onClose={ui.closeDialog}
      nothing={t("Nothing found. Filters: {filters}", {
        filters: "is:invalid, is:unknown, is:unused, is:modified, is:disabled, type:inject, uses:id",
      })}
    />
  );
}

/** Before anything is typed: what was searched for last, and the searches that have a name. */
function suggestions(): Found[] {
  const entry = (query: string, section: string, label?: string): Found => ({
    id: QUERY + query,
    section,
    content: (
      <>
        <span className={styles.label}>{label ?? query}</span>
        {label && <span className={styles.end}>{query}</span>}
      </>
    ),
  });
  return [
    ...lastSearches().map((query) => entry(query, t("Searched for last"))),
    ...LISTS.map(({ label, query }) => entry(query, t("Lists"), t(label))),
  ];
}
