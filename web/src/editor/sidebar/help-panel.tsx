/** The help of every node type; that of the selected node, or of the one chosen in the list. */

import { typeOf } from "../../document";
import { t } from "../../i18n";
import { EmptyState } from "../../ui/Feedback";
import { useDocument, useEditor } from "../editor";
import { NodeChip } from "../palette/node-chip";
import { ui, useUi } from "../store";
import { NodeHelp } from "./node-help";
import styles from "./sidebar.module.css";

export function HelpPanel() {
  const { types } = useEditor();
  const document = useDocument();
  const selection = useUi((state) => state.selection);
  const helpType = useUi((state) => state.helpType);
  const record = document.get(selection[0] ?? "");
  const selected = record && typeOf(record, types, document);
  const type = (helpType ? types.get(helpType) : undefined) ?? selected;
  const all = [...types.all()].sort((a, b) => a.palette_label.localeCompare(b.palette_label));
  return (
    <>
      <div className={styles.bar}>
        <select
          className={styles.helpSelect}
          aria-label={t("Help of node type")}
          value={type?.type ?? ""}
          onChange={(event) => ui.set({ helpType: event.target.value || null })}
        >
          <option value="">{t("Choose a node type…")}</option>
          {all.map((item) => (
            <option key={item.type} value={item.type}>
              {item.palette_label}
              {item.category === "config" ? t(" (config)") : ""}
            </option>
          ))}
        </select>
      </div>
      {type ? (
        <div className={styles.scroll}>
          <section
            className={styles.section}
            aria-label={t("Help of {palette_label}", { palette_label: type.palette_label })}
          >
            <div className={styles.subject}>
              <NodeChip type={type} />
            </div>
            {type.help ? (
              <NodeHelp type={type} />
            ) : (
              <p className={styles.muted}>{t("This type brings no help.")}</p>
            )}
          </section>
        </div>
      ) : (
        <EmptyState icon="book" title={t("Help")}>
          <p>{t("Select a node on the canvas or in the palette to read what it does.")}</p>
        </EmptyState>
      )}
    </>
  );
}
