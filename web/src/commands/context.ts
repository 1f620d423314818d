/** What commands work on: the document, the canvas, the clipboard, and what only the interface around them can do. */

import type { Canvas } from "../canvas/types";
import type { FlowDocument } from "../document";
import type { Clipboard } from "./clipboard";

/** Done by the interface. Commands that need more of it are in `editor/<feature>/commands/` and know the editor. */
export interface EditorUi {
  editNode(id: string): void;
  editFlow(id: string): void;
  notify(text: string, kind: "info" | "success" | "warning" | "error"): void;
  /** Press the button of a node. */
  pressButton(id: string): void;
  /** Show a flow or subflow. */
  showFlow(id: string): void;
  /** Delete a flow; the interface may ask first. */
  removeFlow(id: string): void;
}

export interface EditorContext {
  document: FlowDocument;
  canvas: Canvas;
  clipboard: Clipboard;
  ui: EditorUi;
  /** False when the user may look but not change. */
  canWrite: boolean;
}
