/** What commands work on: the document, the canvas, the clipboard, and what only the interface around them can do. */
import type { Canvas } from "../canvas/types";
import type { FlowDocument } from "../document";
import type { Clipboard } from "./clipboard";

export type DeployKind = "full" | "flows" | "nodes" | "reload";

/** Done by the editor. Every part but the first few may be missing: a command that needs it is not offered then. */
export interface EditorUi {
  editNode(id: string): void;
  notify(text: string, kind: "info" | "success" | "warning" | "error"): void;
  openImport?(): void;
  openExport?(): void;
  /** Deploy; without a kind, the one that is chosen in the deploy menu. */
  deploy?(kind?: DeployKind): void;
  setDeployKind?(kind: "full" | "flows" | "nodes"): void;
  setFlowsState?(state: "start" | "stop"): void;
  search?(query?: string): void;
  showCommands?(): void;
  showShortcuts?(): void;
  showAbout?(): void;
  showSettings?(): void;
  /** Show a tab of the sidebar: info, help, debug, config, explorer, context. */
  showSidebar?(tab: string): void;
  toggleSidebar?(): void;
  togglePalette?(): void;
  toggleMinimap?(): void;
  clearDebug?(): void;
  /** Press the button of a node. */
  pressButton?(id: string): void;
  /** Open the list in which a node is chosen, at a place. */
  quickAdd?(place: { clientX: number; clientY: number; x: number; y: number }): void;
  /** Show a flow or subflow. */
  showFlow(id: string): void;
  editFlow?(id: string): void;
  /** Ask before a flow is deleted; absent: it is deleted at once, undo brings it back. */
  confirmRemoveFlow?(id: string): void;
  listFlows?(): void;
}

export interface EditorContext {
  document: FlowDocument;
  canvas: Canvas;
  clipboard: Clipboard;
  ui: EditorUi;
  /** False when the user may look but not change. */
  canWrite: boolean;
}
