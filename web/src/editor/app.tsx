/** The editor's window: header, palette, workspace, sidebar, and what floats above them. */

import { useEffect } from "react";
import { t } from "../i18n";
import { SplitPane } from "../ui/SplitPane";
import { Notices } from "../ui/Toast";
import styles from "./app.module.css";
import { listenForKeys } from "./commands";
import { ConnectionBar } from "./connection-bar";
import { DialogHost } from "./dialogs/host";
import { useDocument, useEditor } from "./editor";
import { Header } from "./header/header";
import { Palette } from "./palette/palette";
import { Sidebar } from "./sidebar/sidebar";
import { Slots } from "./slots";
import { ui, useUi } from "./store";
import { ContextMenu } from "./workspace/context-menu";
import { Workspace } from "./workspace/workspace";

export function App() {
  const isPaletteOpen = useUi((state) => state.isPaletteOpen);
  const isEditing = useUi((state) => state.trays.length > 0);
  const hasDialog = useUi((state) => state.dialog !== null);
  const isSidebarOpen = useUi((state) => state.isSidebarOpen);
  useKeys();
  useTitle();
  return (
    <div className={styles.app}>
      <Header />
      <ConnectionBar />
      <div className={styles.body}>
        <SplitPane
          label={t("Palette")}
          landmark="nav"
          defaultSize={184}
          minSize={150}
          maxSize={400}
          storageKey="wirelatch.editor.palette-width"
          isCollapsed={!isPaletteOpen}
          onCollapse={(isCollapsed) => ui.togglePalette(!isCollapsed)}
          first={
            <div data-tour="palette" className={styles.pane} inert={isEditing}>
              <Palette />
            </div>
          }
          second={
            <SplitPane
              label={t("Sidebar")}
              landmark="aside"
              fixed="second"
              defaultSize={340}
              minSize={240}
              maxSize={900}
              storageKey="wirelatch.editor.sidebar-width"
              isCollapsed={!isSidebarOpen}
              onCollapse={(isCollapsed) => ui.toggleSidebar(!isCollapsed)}
              first={<Workspace />}
              second={
                <div data-tour="sidebar" className={styles.pane}>
                  <Sidebar />
                </div>
              }
            />
          }
        />
      </div>
      <DialogHost />
      <ContextMenu />
      <Slots place="window" />
      <Notices placement={hasDialog ? "dialog" : isEditing ? "palette" : "workspace"} />
    </div>
  );
}

function useKeys(): void {
  const editor = useEditor();
  useEffect(() => listenForKeys(editor), [editor]);
}

function useTitle(): void {
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const record = document.get(flow);
  const name = typeof record?.label === "string" ? record.label : record?.name;
  const isDirty = document.isDirty();
  useEffect(() => {
    window.document.title = `${isDirty ? "● " : ""}${name ? `${name} – ` : ""}Wirelatch`;
    if (flow) window.history.replaceState(null, "", `#flow/${flow}`);
  }, [flow, name, isDirty]);
}
