/** What every part of the editor works with: document, node types, server, canvas. One per page. */

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Comms, RuntimeSettings, Session, UserSettings } from "../api";
import type { Canvas } from "../canvas/types";

import type { FlowDocument, NodeTypes } from "../document";
import type { AppContext } from "./command";

export interface Editor {
  document: FlowDocument;
  types: NodeTypes;
  comms: Comms;
  session: Session;
  settings: RuntimeSettings;
  userSettings: UserSettings;
  /** False without the permission `flows.write`: everything can be looked at, nothing changed. */
  canWrite: boolean;
  /** There once the workspace is shown. */
  canvas: Canvas | null;
  /** What commands work on; there once the workspace is shown. */
  context: AppContext | null;
}

export const EditorReact = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorReact);
  if (!editor) throw new Error("outside of the editor");
  return editor;
}

/** The document, read again after each of its changes. */
export function useDocument(): FlowDocument {
  const { document } = useEditor();
  useSyncExternalStore(
    (listener) => document.subscribe(listener),
    () => document.version,
  );
  return document;
}

/** Whether permissions (Node-RED's scopes: `*`, `read`, `flows.write`, `*.read` …) include one. */
export function allows(permissions: string | string[] | undefined, wanted: string): boolean {
  const action = wanted.split(".").at(-1);
  return [permissions ?? "*"].flat().some((scope) => {
    return scope === "*" || scope === wanted || scope === action || scope === `*.${action}`;
  });
}
