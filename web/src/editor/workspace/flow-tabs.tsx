/** The tabs of flows and open subflows: choose, add, rename (double-click), reorder by dragging or Ctrl+Shift+arrows. */

import { type DragEvent, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { type NodeRecord, nodeLabel } from "../../document";
import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { MenuButton, MenuItem, MenuSection } from "../../ui/Menu";
import { TabPeople } from "../collab/tab-people";
import { type Editor, useDocument, useEditor } from "../editor";
import { addFlow, closeSubflow, deleteFlow, moveFlow, setFlowEnabled, showFlow } from "../flows";
import { ui, useUi } from "../store";
import {
  clearMarks,
  hideFlows,
  markThrough,
  toggleMark,
  unhideFlows,
  unhideLast,
  useFlowTabs,
} from "./hidden-flows";
import styles from "./workspace.module.css";

/** The menu lists so many flows; the search finds the others. */
const MOST_LISTED = 40;

export function FlowTabs() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const openSubflows = useUi((state) => state.openSubflows);
  const list = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const { hidden, marked } = useFlowTabs();
  const tabs = document.tabs().filter((tab) => !hidden.has(tab.id));
  const hiddenCount = document.tabs().length - tabs.length;
  const subflows = openSubflows.map((id) => document.get(id)).filter((record) => record !== undefined);
  const all = [...tabs, ...subflows];
  const changed = changedFlows(editor);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the tab to show changes with the flow.
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [flow]);

  const focusChosen = () =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  const onKeyDown = (event: KeyboardEvent, record: NodeRecord) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const index = all.indexOf(record);
    if (by !== 0 && event.ctrlKey && event.shiftKey && record.type === "tab") {
      event.preventDefault();
      event.stopPropagation();
      const beside = tabs[index + by];
      if (beside) moveFlow(editor, record.id, document.tabs().indexOf(beside));
    } else if (by !== 0 && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      showFlow(editor, all[(index + by + all.length) % all.length]!.id);
      focusChosen();
    } else if (event.key === " " && event.ctrlKey && record.type === "tab") {
      event.preventDefault();
      event.stopPropagation();
      toggleMark(record.id);
    } else if (event.key === "Enter" && record.id === flow) ui.openTray({ id: record.id });
    else if (event.key === "Delete" && record.type !== "tab") {
      closeSubflow(editor, record.id);
      focusChosen();
    } else if (event.key === "Delete" && editor.canWrite) deleteFlow(editor, record.id);
  };
  const choose = (event: MouseEvent, record: NodeRecord) => {
    if (record.type === "tab" && (event.ctrlKey || event.metaKey)) toggleMark(record.id);
    else if (record.type === "tab" && event.shiftKey) markThrough(editor, record.id);
    else {
      clearMarks();
      showFlow(editor, record.id);
    }
  };
  const dropAt = (event: DragEvent, target: NodeRecord) => {
    event.preventDefault();
    if (dragged && dragged !== target.id)
      moveFlow(
        editor,
        dragged,
        document.tabs().findIndex((tab) => tab.id === target.id),
      );
    setDragged(null);
  };

  return (
    <div className={styles.tabBar}>
      <div ref={list} role="tablist" aria-label={t("Flows")} className={styles.tabList}>
        {all.map((record) => {
          const isSubflow = record.type === "subflow";
          const isOff = record.disabled === true;
          const isLocked = record.locked === true;
          const isMarked = marked.has(record.id);
          const name = nodeLabel(record, editor.types, document);
          return (
            <div
              key={record.id}
              role="tab"
              id={`flow-tab-${record.id}`}
              aria-selected={record.id === flow}
              aria-controls="flow-canvas"
              aria-label={[
                name,
                isSubflow && t("subflow"),
                isOff && t("disabled"),
                isLocked && t("locked"),
                isMarked && t("marked"),
              ]
                .filter(Boolean)
                .join(", ")}
              tabIndex={record.id === flow ? 0 : -1}
              className={styles.tab}
              data-disabled={isOff || undefined}
              data-marked={isMarked || undefined}
              draggable={editor.canWrite && !isSubflow}
              onClick={(event) => choose(event, record)}
              onDoubleClick={() => ui.openTray({ id: record.id })}
              onKeyDown={(event) => onKeyDown(event, record)}
              onAuxClick={(event) => event.button === 1 && isSubflow && closeSubflow(editor, record.id)}
              onContextMenu={(event) => {
                event.preventDefault();
                if (!isMarked) {
                  clearMarks();
                  showFlow(editor, record.id);
                }
                ui.set({
                  contextMenu: { left: event.clientX, top: event.clientY, target: "tab", id: record.id },
                });
              }}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", name);
                setDragged(record.id);
              }}
              onDragOver={(event) => dragged && !isSubflow && event.preventDefault()}
              onDrop={(event) => !isSubflow && dropAt(event, record)}
              onDragEnd={() => setDragged(null)}
            >
              {isSubflow && <Icon name="subflow" size="xs" />}
              {isOff && <Icon name="clear" size="xs" />}
              {isLocked && <Icon name="lock" size="xs" />}
              <span className={styles.tabName}>{name}</span>
              <TabPeople flow={record.id} />
              {changed.has(record.id) && (
                <span className={styles.changed} title={t("Changed since the last deploy")} />
              )}
              {isSubflow && (
                // For the pointer only, as nothing in a tab can be a button: the Delete key does the same.
                <span
                  className={styles.tabClose}
                  title={t("Close {name}", { name })}
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation();
                    closeSubflow(editor, record.id);
                  }}
                >
                  <Icon name="close" size="xs" />
                </span>
              )}
            </div>
          );
        })}
      </div>
      {editor.canWrite && (
        <IconButton icon="add" label={t("Add flow")} size="sm" onPress={() => addFlow(editor)} />
      )}
      <span className={styles.tabSpace} />
      <MenuButton
        label={t("Flows")}
        icon="chevron-down"
        size="sm"
        aria-label={t("Flows")}
        onAction={(key) => act(editor, String(key))}
      >
        <MenuSection title={t("This flow")}>
          <MenuItem id="edit" icon="edit" isDisabled={!flow}>
            {t("Properties")}
          </MenuItem>
          <MenuItem
            id="toggle"
            icon="clear"
            isDisabled={!editor.canWrite || document.get(flow)?.type !== "tab"}
          >
            {document.get(flow)?.disabled ? t("Enable") : t("Disable")}
          </MenuItem>
          <MenuItem id="hide" icon="eye-off" isDisabled={document.get(flow)?.type !== "tab"}>
            {t("Hide")}
          </MenuItem>
          <MenuItem id="delete" icon="trash" danger isDisabled={!editor.canWrite || !flow}>
            {t("Delete")}
          </MenuItem>
        </MenuSection>
        <MenuSection title={t("All flows")}>
          <MenuItem id="search" icon="search">
            {t("Search for a flow…")}
          </MenuItem>
          <MenuItem id="hide-others" icon="eye-off" isDisabled={tabs.length < 2}>
            {t("Hide all others")}
          </MenuItem>
          <MenuItem id="show-last" icon="eye" isDisabled={hiddenCount === 0}>
            {t("Show the one hidden last")}
          </MenuItem>
          <MenuItem id="show-all" icon="eye" isDisabled={hiddenCount === 0}>
            {t("Show {count, plural, =0 {all} one {the hidden one} other {all # hidden}}", {
              count: hiddenCount,
            })}
          </MenuItem>
        </MenuSection>
        <MenuSection title={t("Go to")}>
          {[...document.tabs(), ...document.subflows()].slice(0, MOST_LISTED).map((record) => (
            <MenuItem
              key={record.id}
              id={`flow ${record.id}`}
              icon={record.type === "subflow" ? "subflow" : hidden.has(record.id) ? "eye-off" : "tab"}
            >
              {nodeLabel(record, editor.types, document)}
            </MenuItem>
          ))}
        </MenuSection>
      </MenuButton>
    </div>
  );
}

function act(editor: Editor, key: string): void {
  const { flow } = ui.get();
  if (key.startsWith("flow ")) showFlow(editor, key.slice(5));
  else if (key === "search") ui.open({ kind: "search", query: "type:tab " });
  else if (key === "hide") hideFlows(editor, [flow]);
  else if (key === "hide-others")
    hideFlows(
      editor,
      editor.document
        .tabs()
        .map((tab) => tab.id)
        .filter((id) => id !== flow),
    );
  else if (key === "show-last") unhideLast(editor);
  else if (key === "show-all") unhideFlows(editor.document.tabs().map((tab) => tab.id));
  else if (key === "edit") ui.openTray({ id: flow });
  else if (key === "toggle") setFlowEnabled(editor, flow, editor.document.get(flow)?.disabled === true);
  else if (key === "delete") deleteFlow(editor, flow);
}

/** The flows that differ from what is deployed, by themselves or by what stands on them. */
function changedFlows({ document }: Editor): Set<string> {
  const flows = new Set<string>();
  for (const id of document.changedIds()) {
    const record = document.get(id);
    flows.add(id);
    if (record?.z) flows.add(record.z);
  }
  for (const record of document.removedRecords()) if (record.z) flows.add(record.z);
  return flows;
}
