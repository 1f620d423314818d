/** All configuration nodes by where they can be used and by type, with how many nodes use each. */

import { type KeyboardEvent, useMemo, useState } from "react";
import { configUsers } from "../../document";
import { t } from "../../i18n";
import { IconButton, ToggleIconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { SearchField } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { VirtualTree } from "../../ui/VirtualTree";
import { runCommand } from "../commands";
import { type Editor, useDocument, useEditor } from "../editor";
import { ui } from "../store";
import { type ConfigRow, configRows } from "./config-rows";
import { deleteSelectedConfigs, selectConfigs, useConfigSelection } from "./config-selection";
import explorer from "./explorer-panel.module.css";
import styles from "./sidebar.module.css";

export function ConfigPanel() {
  const editor = useEditor();
  const document = useDocument();
  const { ids } = useConfigSelection();
  const [text, setText] = useState("");
  const [onlyUnused, setOnlyUnused] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const { version } = document;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the document's content.
  const users = useMemo(() => configUsers(document), [version, document]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  const rows = useMemo(
    () =>
      configRows(document, editor.types, users, {
        text,
        onlyUnused,
        closed,
        everywhere: t("On all flows"),
        notInstalled: (type) => t("{type} (not installed)", { type }),
      }),
    [version, editor, users, text, onlyUnused, closed],
  );
  const toggle = (id: string, isExpanded: boolean) => {
    const next = new Set(closed);
    if (isExpanded) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  return (
    <>
      <div className={styles.bar}>
        <SearchField label={t("Filter config nodes")} quiet value={text} onChange={setText} />
        <ToggleIconButton
          icon="filter"
          size="sm"
          label={t("Only unused")}
          isSelected={onlyUnused}
          onChange={setOnlyUnused}
        />
        {editor.canWrite && (
          <IconButton
            icon="trash"
            size="sm"
            label={t("Delete the selected configuration nodes")}
            isDisabled={![...ids].some((id) => document.get(id))}
            onPress={() => deleteSelectedConfigs(editor)}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <EmptyState icon="config" title={text || onlyUnused ? t("None found") : t("No config nodes")}>
          <p>
            {t(
              "Brokers, servers and certificates that several nodes share stand here. A node's form adds them.",
            )}
          </p>
        </EmptyState>
      ) : (
        <VirtualTree
          label={t("Configuration nodes")}
          rows={rows}
          selected={ids}
          isMultiple
          onToggle={toggle}
          onSelect={(id, keys) => select(rows, id, keys)}
          onAction={(id) => (document.get(id) ? ui.openTray({ id }) : toggle(id, closed.has(id)))}
          onKey={(event) => onKey(event, editor, rows)}
        >
          {(row, isCurrent) => <Row row={row} editor={editor} isCurrent={isCurrent} />}
        </VirtualTree>
      )}
    </>
  );
}

/** A click selects one, ctrl one more or less, shift all from the last one to it. */
function select(
  rows: readonly ConfigRow[],
  id: string,
  { ctrl, shift }: { ctrl: boolean; shift: boolean },
): void {
  const { ids, anchor } = useConfigSelection.getState();
  const nodes = rows.filter((row) => row.kind === "node").map((row) => row.id);
  if (!nodes.includes(id)) return;
  if (shift && anchor !== undefined && nodes.includes(anchor)) {
    const [from, to] = [nodes.indexOf(anchor), nodes.indexOf(id)].sort((a, b) => a - b) as [number, number];
    selectConfigs([...(ctrl ? ids : []), ...nodes.slice(from, to + 1)], anchor);
  } else if (ctrl) {
    selectConfigs(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id], id);
  } else selectConfigs([id], id);
}

function onKey(event: KeyboardEvent, editor: Editor, rows: readonly ConfigRow[]): void {
  const isCtrl = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (event.key === "Delete" || event.key === "Backspace") deleteSelectedConfigs(editor);
  else if (isCtrl && key === "a") selectConfigs(rows.filter((row) => row.record).map((row) => row.id));
  else if (isCtrl && key === "z" && !event.shiftKey) runCommand(editor, "core:undo");
  else if (isCtrl && (key === "y" || (key === "z" && event.shiftKey))) runCommand(editor, "core:redo");
  else if (event.key === "Escape") selectConfigs([]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function Row({ row, editor, isCurrent }: { row: ConfigRow; editor: Editor; isCurrent: boolean }) {
  const { record, users = 0 } = row;
  if (!record) {
    return row.kind === "scope" ? (
      <span className={explorer.heading}>{row.text}</span>
    ) : (
      <span className={explorer.label} data-off>
        {row.text}
      </span>
    );
  }
  return (
    <>
      <span className={explorer.label} data-off={record.d === true || undefined}>
        {row.text}
      </span>
      {record.d && <span className={explorer.detail}>{t("disabled")}</span>}
      {editor.document.changeOf(record.id) && (
        <span className={explorer.changed} title={t("Changed since the last deploy")} />
      )}
      <span className={explorer.tools}>
        <button
          type="button"
          tabIndex={isCurrent ? 0 : -1}
          className={explorer.tool}
          aria-label={t("Edit {name}", { name: row.text })}
          onClick={(event) => {
            event.stopPropagation();
            ui.openTray({ id: record.id });
          }}
        >
          <Icon name="edit" size="xs" />
        </button>
      </span>
      <button
        type="button"
        tabIndex={isCurrent ? 0 : -1}
        className={styles.count}
        data-unused={users === 0 || undefined}
        aria-label={`${users}: ${t("Find what uses {name}", { name: row.text })}`}
        title={users === 0 ? t("Not used") : t("Used by {count}", { count: users })}
        onClick={(event) => {
          event.stopPropagation();
          ui.open({ kind: "search", query: `uses:${record.id} ` });
        }}
      >
        {users}
      </button>
    </>
  );
}
