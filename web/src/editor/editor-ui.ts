/** What commands can ask of the interface: the editor's side of `EditorUi`. */

import type { EditorUi } from "../commands/context";
import { notify } from "../ui/Toast";
import { clearDebug } from "./debug/store";
import { deploy } from "./deploy/deploy";
import type { Editor } from "./editor";
import { deleteFlow, showFlow } from "./flows";
import { pressButton } from "./node-actions";
import { type SidebarTab, ui } from "./store";

export function editorUi(editor: Editor): EditorUi {
  return {
    editNode: (id) => ui.openTray({ id }),
    editFlow: (id) => ui.openTray({ id }),
    notify: (title, kind) => void notify({ kind, title }),
    openImport: () => ui.open({ kind: "import" }),
    openExport: () => ui.open({ kind: "export" }),
    deploy: (kind) => void deploy(editor, kind),
    setDeployKind: (deployKind) => ui.set({ deployKind }),
    search: (query) => ui.open({ kind: "search", ...(query === undefined ? {} : { query }) }),
    listFlows: () => ui.open({ kind: "search", query: "type:tab " }),
    showCommands: () => ui.open({ kind: "commands" }),
    showShortcuts: () => ui.open({ kind: "shortcuts" }),
    showSettings: () => ui.open({ kind: "settings" }),
    showAbout: () => ui.open({ kind: "about" }),
    showSidebar: (tab) => ui.showSidebar(tab as SidebarTab),
    toggleSidebar: () => ui.toggleSidebar(),
    togglePalette: () => ui.togglePalette(),
    toggleMinimap: () => ui.toggleMinimap(),
    clearDebug: () => clearDebug(),
    pressButton: (id) => void pressButton(editor, id),
    quickAdd: (place) => ui.open({ kind: "quick-add", request: place }),
    showFlow: (id) => showFlow(editor, id),
    confirmRemoveFlow: (id) => deleteFlow(editor, id),
  };
}
