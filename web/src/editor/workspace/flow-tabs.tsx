/** The tabs of flows and open subflows: choose, add, rename (double-click), reorder by dragging or Ctrl+Shift+arrows. */

import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type NodeRecord, nodeLabel } from "../../document";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { MenuButton, MenuItem, MenuSection } from "../../ui/Menu";
import { type Editor, useDocument, useEditor } from "../editor";
import { addFlow, closeSubflow, deleteFlow, moveFlow, setFlowEnabled, showFlow } from "../flows";
import { ui, useUi } from "../store";
import styles from "./workspace.module.css";

export function FlowTabs() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const openSubflows = useUi((state) => state.openSubflows);
  const list = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const tabs = document.tabs();
  const subflows = openSubflows.map((id) => document.get(id)).filter((record) => record !== undefined);
  const all = [...tabs, ...subflows];
  const changed = changedFlows(editor);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the tab to show changes with the flow.
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [flow]);

  const onKeyDown = (event: KeyboardEvent, record: NodeRecord) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const index = all.indexOf(record);
    if (by !== 0 && event.ctrlKey && event.shiftKey && record.type === "tab") {
      event.preventDefault();
      event.stopPropagation();
      moveFlow(editor, record.id, Math.max(0, Math.min(tabs.length - 1, index + by)));
    } else if (by !== 0 && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      showFlow(editor, all[(index + by + all.length) % all.length]!.id);
      requestAnimationFrame(() =>
        list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus(),
      );
    } else if (event.key === "Enter" && record.id === flow) ui.openTray({ id: record.id });
    else if (event.key === "Delete" && editor.canWrite && record.type === "tab")
      deleteFlow(editor, record.id);
  };
  const dropAt = (event: DragEvent, target: NodeRecord) => {
    event.preventDefault();
    if (dragged && dragged !== target.id)
      moveFlow(
        editor,
        dragged,
        tabs.findIndex((tab) => tab.id === target.id),
      );
    setDragged(null);
  };

  return (
    <div className={styles.tabBar}>
      <div ref={list} role="tablist" aria-label="Flows" className={styles.tabList}>
        {all.map((record) => {
          const isSubflow = record.type === "subflow";
          const isOff = record.disabled === true;
          const name = nodeLabel(record, editor.types, document);
          return (
            <div
              key={record.id}
              role="tab"
              id={`flow-tab-${record.id}`}
              aria-selected={record.id === flow}
              aria-controls="flow-canvas"
              aria-label={[name, isSubflow && "subflow", isOff && "disabled"].filter(Boolean).join(", ")}
              tabIndex={record.id === flow ? 0 : -1}
              className={styles.tab}
              data-disabled={isOff || undefined}
              draggable={editor.canWrite && !isSubflow}
              onClick={() => showFlow(editor, record.id)}
              onDoubleClick={() => ui.openTray({ id: record.id })}
              onKeyDown={(event) => onKeyDown(event, record)}
              onAuxClick={(event) => event.button === 1 && isSubflow && closeSubflow(editor, record.id)}
              onContextMenu={(event) => {
                event.preventDefault();
                showFlow(editor, record.id);
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
              <span className={styles.tabName}>{name}</span>
              {changed.has(record.id) && (
                <span className={styles.changed} title="Changed since the last deploy" />
              )}
              {isSubflow && (
                <button
                  type="button"
                  className={styles.tabClose}
                  aria-label={`Close ${name}`}
                  tabIndex={-1}
                  onClick={(event) => {
                    event.stopPropagation();
                    closeSubflow(editor, record.id);
                  }}
                >
                  <Icon name="close" size="xs" />
                </button>
              )}
            </div>
          );
        })}
      </div>
      {editor.canWrite && (
        <IconButton icon="add" label="Add flow" size="sm" onPress={() => addFlow(editor)} />
      )}
      <span className={styles.tabSpace} />
      <MenuButton
        label="Flows"
        icon="chevron-down"
        size="sm"
        aria-label="Flows"
        onAction={(key) => act(editor, String(key))}
      >
        <MenuSection title="This flow">
          <MenuItem id="edit" icon="edit" isDisabled={!flow}>
            Properties
          </MenuItem>
          <MenuItem
            id="toggle"
            icon="clear"
            isDisabled={!editor.canWrite || document.get(flow)?.type !== "tab"}
          >
            {document.get(flow)?.disabled ? "Enable" : "Disable"}
          </MenuItem>
          <MenuItem id="delete" icon="trash" danger isDisabled={!editor.canWrite || !flow}>
            Delete
          </MenuItem>
        </MenuSection>
        <MenuSection title="Go to">
          {[...tabs, ...document.subflows()].map((record) => (
            <MenuItem
              key={record.id}
              id={`flow ${record.id}`}
              icon={record.type === "tab" ? "tab" : "subflow"}
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
