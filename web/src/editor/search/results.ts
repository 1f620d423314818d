/** What was found last, to be gone through one by one while the dialog is closed. */

import { create } from "zustand";
import { isContainer } from "../../document";
import type { Editor } from "../editor";
import { showFlow } from "../flows";
import { ui } from "../store";

interface Results {
  query: string;
  ids: readonly string[];
  /** The one that is shown; -1: none. */
  index: number;
}

const NONE: Results = { query: "", ids: [], index: -1 };

export const useResults = create<Results>()(() => NONE);

/** Show something of the document: a flow, a node on its flow, the form of a config node. */
export function showFound(editor: Editor, id: string): void {
  const record = editor.document.get(id);
  if (!record) return;
  if (isContainer(record)) showFlow(editor, id);
  else if (record.x === undefined) ui.openTray({ id });
  else {
    editor.canvas?.revealNode(id);
    // A dialog that closes gives the focus back to where it was, and only then lets it go.
    requestAnimationFrame(() => requestAnimationFrame(() => editor.canvas?.focus()));
  }
}

export function keepResults(query: string, ids: readonly string[], chosen: string): void {
  useResults.setState({ query, ids, index: ids.indexOf(chosen) });
}

export const clearResults = (): void => useResults.setState(NONE);

/** Show the next of them, or the one before; what was deleted meanwhile is left out. */
export function stepResult(editor: Editor, by: 1 | -1): void {
  const { query, ids, index } = useResults.getState();
  const there = ids.filter((id) => editor.document.get(id));
  if (there.length === 0) {
    clearResults();
    return;
  }
  const at = there.indexOf(ids[index] ?? "");
  const next = at < 0 ? (by > 0 ? 0 : there.length - 1) : (at + by + there.length) % there.length;
  useResults.setState({ query, ids: there, index: next });
  const id = there[next]!;
  const record = editor.document.get(id);
  // A form in the way would end the walk: configuration nodes are passed by.
  if (
    record &&
    !isContainer(record) &&
    record.x === undefined &&
    there.some((other) => isOnSheet(editor, other))
  )
    stepResult(editor, by);
  else showFound(editor, id);
}

const isOnSheet = ({ document }: Editor, id: string): boolean => document.get(id)?.x !== undefined;
