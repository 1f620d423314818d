/** Search for nodes, flows, subflows and config nodes. */

import { nodeLabel, typeOf } from "../../document";
import { useDocument, useEditor } from "../editor";
import { showFlow } from "../flows";
import { ui } from "../store";
import styles from "./dialogs.module.css";
import { Finder, type Found } from "./finder";
import { search } from "./search";

export function SearchDialog({ query }: { query?: string }) {
  const editor = useEditor();
  const document = useDocument();
  const { types } = editor;
  const find = (text: string): Found[] =>
    search(text, document, types, ui.get().flow).map(({ record, label, where }) => {
      const flow = record.z ? document.get(record.z) : undefined;
      const isFlow = record.type === "tab" || record.type === "subflow";
      return {
        id: record.id,
        content: (
          <>
            <span
              className={styles.dot}
              style={{ backgroundColor: typeOf(record, types, document)?.color ?? "var(--wl-surface-3)" }}
            />
            <span className={styles.label}>{label}</span>
            <span className={styles.detail}>
              {where
                ? `${record.type} · ${where}`
                : isFlow
                  ? record.type === "tab"
                    ? "flow"
                    : "subflow"
                  : record.type}
            </span>
            {flow && <span className={styles.end}>{nodeLabel(flow, types, document)}</span>}
          </>
        ),
      };
    });
  const choose = (id: string) => {
    ui.closeDialog();
    const record = document.get(id);
    if (!record) return;
    if (record.type === "tab" || record.type === "subflow") showFlow(editor, id);
    else if (record.x === undefined) ui.openTray({ id });
    else editor.canvas?.revealNode(id);
  };
  return (
    <Finder
      title="Search flows"
      placeholder="Name, type, id or any property"
      query={query ?? ""}
      find={find}
      onChoose={choose}
      onClose={ui.closeDialog}
      nothing="Type to search. Filters: is:invalid, is:unknown, is:unused, is:changed, is:disabled, type:inject, uses:id"
    />
  );
}
