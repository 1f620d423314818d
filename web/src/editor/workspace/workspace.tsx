/** The workspace: tabs of flows, the canvas, the bar below. The canvas engine lives from mount to unmount. */

import { useEffect, useRef } from "react";
import { CanvasEngine } from "../../canvas/engine";
import { Clipboard } from "../../commands/clipboard";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import { rich } from "../../i18n/react";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { onThemeChange } from "../../ui/theme";
import { runCommand, shownKeys } from "../commands";
import { type Editor, useDocument, useEditor } from "../editor";
import { editorUi } from "../editor-ui";
import { addFlow, showFlow } from "../flows";
import { pressButton } from "../node-actions";
import { viewPreferences } from "../preferences";
import { runtimeText } from "../runtime-texts";
import { Slots } from "../slots";
import { ui, useUi } from "../store";
import { TrayStack } from "../tray/tray-stack";
import { openAddress } from "./addresses";
import { FlowTabs } from "./flow-tabs";
import { Footer } from "./footer";
import { leaving } from "./locations";
import { SubflowBar } from "./subflow-bar";
import { rememberView, viewOf } from "./view-memory";
import styles from "./workspace.module.css";

export function Workspace() {
  const editor = useEditor();
  const isEditing = useUi((state) => state.trays.length > 0);
  return (
    <main className={styles.workspace} aria-label={t("Workspace")}>
      <Heading />
      <div className={styles.content} inert={isEditing}>
        <FlowTabs />
        <SubflowBar />
        <div className={styles.canvas} id="flow-canvas" data-tour="canvas">
          <CanvasHost editor={editor} />
          <Hint />
          <Slots place="canvas" />
        </div>
        <Footer />
      </div>
      <TrayStack />
    </main>
  );
}

/** What the page is about, for those who go by headings. */
function Heading() {
  const { types } = useEditor();
  const document = useDocument();
  const record = document.get(useUi((state) => state.flow));
  return (
    <h1 className="wl-visually-hidden">
      {record ? t("Flow {name}", { name: nodeLabel(record, types, document) }) : t("Workspace")}
    </h1>
  );
}

function CanvasHost({ editor }: { editor: Editor }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { document, types, comms } = editor;
    const canvas = new CanvasEngine(host.current!, document, types, {
      onEdit: (id) => ui.openTray({ id }),
      onSelectionChange: (ids) => ui.set({ selection: ids, helpType: null }),
      onButton: (id) => void pressButton(editor, id),
      onContextMenu: (place, target) => {
        const id = "id" in target ? target.id : undefined;
        ui.set({
          contextMenu: {
            left: place.clientX,
            top: place.clientY,
            target: target.kind,
            ...(id ? { id } : {}),
          },
        });
      },
      onDocs: (id, place) => ui.open({ kind: "node-docs", id, left: place.clientX, top: place.clientY }),
      onQuickAdd: (request) => editor.canWrite && ui.open({ kind: "quick-add", request }),
      onViewChange: (viewport) => {
        ui.set({ zoom: viewport.zoom });
        if (editor.canvas) rememberView(editor.canvas.flow, viewport);
      },
      viewOf,
      onLeave: () => leaving(editor),
      onFlowChange: (z) => showFlow(editor, z),
      onDropText: (text) => editor.canWrite && ui.open({ kind: "import", text }),
    });
    canvas.setOptions({
      ...viewPreferences(),
      readOnly: !editor.canWrite,
      showMinimap: ui.get().isMinimapShown,
    });
    editor.canvas = canvas;
    editor.context = {
      editor,
      document,
      canvas,
      clipboard: new Clipboard(),
      ui: editorUi(editor),
      canWrite: editor.canWrite,
    };
    showFlow(editor, ui.get().flow);
    openAddress(editor, window.location.hash);
    const shown = new Set<string>();
    const stopStatus = comms.subscribe("status/#", (data, topic) => {
      const status = data as { text?: string; fill?: string; shape?: string } | null;
      const isEmpty = !status || (!status.text && !status.fill && !status.shape);
      const text = typeof status?.text === "string" ? runtimeText(status.text) : status?.text;
      const id = topic.slice("status/".length);
      shown.add(id);
      canvas.setStatus(id, isEmpty ? null : { ...status, text });
    });
    // What was cleared while the connection was down is not told: the server repeats all that still holds.
    const stopComms = comms.watch(({ status }) => {
      if (status !== "connecting") return;
      for (const id of shown) canvas.setStatus(id, null);
      shown.clear();
    });
    const stopMinimap = useUi.subscribe((now, before) => {
      if (now.isMinimapShown !== before.isMinimapShown)
        canvas.setOptions({ showMinimap: now.isMinimapShown });
    });
    const stopTheme = onThemeChange(() => canvas.setTheme());
    return () => {
      stopStatus();
      stopTheme();
      stopMinimap();
      stopComms();
      canvas.destroy();
      editor.canvas = null;
      editor.context = null;
    };
  }, [editor]);
  return <div ref={host} className={styles.engine} />;
}

/** What an empty flow, or no flow at all, says to a newcomer. */
function Hint() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  if (flow === "" || !document.get(flow)) {
    return (
      <div className={styles.hint}>
        <div className={styles.hintCard}>
          <Icon name="tab" size="xl" />
          <h2>{t("No flow yet")}</h2>
          <p>{t("A flow is a sheet of nodes and wires. Everything starts with one.")}</p>
          {editor.canWrite && (
            <Button variant="primary" icon="add" onPress={() => addFlow(editor)}>
              {t("Add a flow")}
            </Button>
          )}
        </div>
      </div>
    );
  }
  if (document.onFlow(flow).length > 0 || document.get(flow)?.type === "subflow" || !editor.canWrite)
    return null;
  return (
    <div className={styles.hint}>
      <div className={styles.hintCard}>
        <Icon name="wand" size="xl" />
        <h2>{t("An empty flow")}</h2>
        <p>{t("Drag a node from the palette, or choose one by its name, and wire it to the next.")}</p>
        <div className={styles.hintActions}>
          <Button variant="primary" icon="add" onPress={() => runCommand(editor, "core:add-node")}>
            {t("Add a node")}
          </Button>
          <Button icon="book" onPress={() => runCommand(editor, "core:show-examples-import-dialog")}>
            {t("Start from an example")}
          </Button>
          <Button icon="import" onPress={() => runCommand(editor, "core:show-import-dialog")}>
            {t("Import")}
          </Button>
        </div>
        <p className={styles.hintKeys}>
          {rich("{ctrl} and a click on the sheet adds a node there. {keys} finds every command.", {
            ctrl: <kbd key="ctrl">Ctrl</kbd>,
            keys: <kbd key="keys">{shownKeys(editor, "core:show-action-list")}</kbd>,
          })}
        </p>
      </div>
    </div>
  );
}
