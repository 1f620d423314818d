/**
 * Everything in the document as a tree: flows, subflows and configuration nodes, in reading order. It is also the way
 * of those who do not see the canvas through a flow.
 */

import { createContext, useContext, useMemo, useState } from "react";
import {
  instancesOf,
  isContainer,
  isSubflow,
  type NodeRecord,
  type OutlineRow,
  outlineRows,
  setEnabled,
  typeOf,
} from "../../document";
import { t } from "../../i18n";
import { EmptyState } from "../../ui/Feedback";
import { SearchField } from "../../ui/Field";
import { Icon, type IconName } from "../../ui/Icon";
import { VirtualTree } from "../../ui/VirtualTree";
import { type Editor, useDocument, useEditor } from "../editor";
import { pressButton } from "../node-actions";
import { showFound } from "../search/results";
import { search } from "../search/search";
import { ui, useUi } from "../store";
import { hideFlows, unhideFlows, useFlowTabs } from "../workspace/hidden-flows";
import styles from "./explorer-panel.module.css";
import sidebar from "./sidebar.module.css";

/** What stays open when the panel is shown again. */
let remembered: ReadonlySet<string> = new Set(["flows", "subflows"]);

export function ExplorerPanel() {
  const editor = useEditor();
  const document = useDocument();
  const selection = useUi((state) => state.selection);
  const flow = useUi((state) => state.flow);
  const { hidden } = useFlowTabs();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(remembered);
  const { version } = document;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the document's content.
  const rows = useMemo(() => {
    const query = text.trim();
    const hits = query && search(query, document, editor.types, { flow, hidden }, Number.POSITIVE_INFINITY);
    return outlineRows(document, {
      open,
      ...(hits ? { only: new Set(hits.map((hit) => hit.record.id)) } : {}),
      headings: {
        flows: t("Flows"),
        subflows: t("Subflows"),
        configs: t("Configuration nodes for all flows"),
        group: t("Group"),
      },
    });
  }, [version, editor, text, open, hidden, flow]);
  const selected = useMemo(() => new Set(selection.length > 0 ? selection : [flow]), [selection, flow]);
  const toggle = (id: string, isExpanded: boolean) => {
    const next = new Set(open);
    if (isExpanded) next.add(id);
    else next.delete(id);
    remembered = next;
    setOpen(next);
  };
  return (
    <>
      <div className={sidebar.bar}>
        <SearchField label={t("Find in the explorer")} quiet value={text} onChange={setText} />
      </div>
      {rows.length === 0 ? (
        <EmptyState icon="search" title={t("Nothing found")}>
          <p>
            {t(
              "Names, types, ids and properties are looked through; is:unused, type:inject and others filter.",
            )}
          </p>
        </EmptyState>
      ) : (
        <VirtualTree
          label={t("Explorer")}
          rows={rows}
          selected={selected}
          onToggle={toggle}
          onSelect={(id) => show(editor, id)}
          onAction={(id) => act(editor, id)}
          onKey={(event, row) => {
            const record = row && document.get(row.id);
            if (event.key !== "F2" || !record) return;
            event.preventDefault();
            ui.openTray({ id: record.id });
          }}
        >
          {(row, isCurrent) => (
            <Row row={row} editor={editor} isHidden={hidden.has(row.id)} isCurrent={isCurrent} />
          )}
        </VirtualTree>
      )}
    </>
  );
}

/** A click shows it; what is on no sheet is only marked. */
function show(editor: Editor, id: string): void {
  const record = editor.document.get(id);
  if (!record) return;
  if (isContainer(record)) editor.context?.ui.showFlow(id);
  else if (record.x !== undefined) editor.canvas?.revealNode(id);
}

/** Enter goes there, a second time opens the form. */
function act(editor: Editor, id: string): void {
  const record = editor.document.get(id);
  if (!record) return;
  if (isContainer(record) || record.x === undefined || editor.canvas?.selection.has(id)) ui.openTray({ id });
  else showFound(editor, id);
}

function Row({
  row,
  editor,
  isHidden,
  isCurrent,
}: {
  row: OutlineRow;
  editor: Editor;
  isHidden: boolean;
  isCurrent: boolean;
}) {
  const record = editor.document.get(row.id);
  if (!record) {
    return (
      <>
        <span className={styles.heading}>{row.text}</span>
        <span className={styles.size}>{row.size}</span>
      </>
    );
  }
  const color = typeOf(record, editor.types, editor.document)?.color;
  const isOff = record.d === true || record.disabled === true;
  const icon: IconName | undefined =
    record.type === "tab"
      ? "tab"
      : record.type === "subflow"
        ? "subflow"
        : record.type === "group"
          ? "group"
          : undefined;
  return (
    <>
      {icon ? (
        <Icon name={icon} size="sm" />
      ) : (
        <span className={styles.dot} style={{ backgroundColor: color }} />
      )}
      <span className={styles.label} data-off={isOff || isHidden || undefined}>
        {row.text}
      </span>
      {editor.document.changeOf(row.id) && (
        <span className={styles.changed} title={t("Changed since the last deploy")} />
      )}
      <span className={styles.tools}>
        <Reachable value={isCurrent}>
          <Tools record={record} editor={editor} name={row.text} isHidden={isHidden} />
        </Reachable>
      </span>
    </>
  );
}

interface ToolProps {
  record: NodeRecord;
  editor: Editor;
  name: string;
  isHidden: boolean;
}

/** Whether Tab leads to the buttons of a row: to those of the current one. */
const Reachable = createContext(false);

/** The buttons of a row. Keys reach the same by commands, by F2 and by the node's own menu. */
function Tools({ record, editor, name, isHidden }: ToolProps) {
  const { document, canWrite, types } = editor;
  const { id } = record;
  const patch = (label: string, change: Record<string, unknown>) =>
    document.transact(label, (tx) => tx.update(id, change));
  if (record.type === "tab") {
    const isOff = record.disabled === true;
    const isLocked = record.locked === true;
    return (
      <>
        <Tool
          icon={isHidden ? "eye-off" : "eye"}
          isOn={isHidden}
          label={isHidden ? t("Show {name}", { name }) : t("Hide {name}", { name })}
          onPress={() => (isHidden ? unhideFlows([id]) : hideFlows(editor, [id]))}
        />
        {canWrite && (
          <>
            <Tool
              icon={isLocked ? "lock" : "unlock"}
              isOn={isLocked}
              label={isLocked ? t("Unlock {name}", { name }) : t("Lock {name}", { name })}
              onPress={() => patch("Lock flow", { locked: isLocked ? undefined : true })}
            />
            <Tool
              icon="clear"
              isOn={isOff}
              label={isOff ? t("Enable {name}", { name }) : t("Disable {name}", { name })}
              onPress={() => patch(isOff ? "Enable flow" : "Disable flow", { disabled: !isOff })}
            />
          </>
        )}
        <Tool icon="edit" label={t("Edit {name}", { name })} onPress={() => ui.openTray({ id })} />
      </>
    );
  }
  const isSheet = isSubflow(record);
  const isConfigNode = record.x === undefined && !isSheet;
  const uses = isSheet ? `type:subflow:${id}` : `uses:${id}`;
  const isOff = record.d === true;
  return (
    <>
      {typeOf(record, types, document)?.button && (
        <Tool
          icon="play"
          label={t("Press the button of {name}", { name })}
          onPress={() => void pressButton(editor, id)}
        />
      )}
      {(isSheet || isConfigNode) && (
        <Tool
          icon="search"
          label={
            isSheet
              ? t("{count, plural, one {# instance} other {# instances}} of {name}", {
                  count: instancesOf(id, document).length,
                  name,
                })
              : t("Find what uses {name}", { name })
          }
          onPress={() => ui.open({ kind: "search", query: `${uses} ` })}
        />
      )}
      {canWrite && !isSheet && record.type !== "group" && (
        <Tool
          icon="clear"
          isOn={isOff}
          label={isOff ? t("Enable {name}", { name }) : t("Disable {name}", { name })}
          onPress={() => document.transact(isOff ? "Enable" : "Disable", (tx) => setEnabled(tx, [id], isOff))}
        />
      )}
      <Tool icon="edit" label={t("Edit {name}", { name })} onPress={() => ui.openTray({ id })} />
    </>
  );
}

function Tool(props: { icon: IconName; label: string; isOn?: boolean; onPress: () => void }) {
  const isReachable = useContext(Reachable);
  return (
    <button
      type="button"
      tabIndex={isReachable ? 0 : -1}
      className={styles.tool}
      data-on={props.isOn || undefined}
      aria-label={props.label}
      title={props.label}
      onClick={(event) => {
        event.stopPropagation();
        props.onPress();
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon name={props.icon} size="xs" />
    </button>
  );
}
