/** Which flows have no tab, and which tabs are marked together: kept in this browser, no part of the document. */

import { create } from "zustand";
import type { Editor } from "../editor";
import { showFlow } from "../flows";
import { ui } from "../store";

const KEY = "wirelatch.editor.hidden-flows";

interface FlowTabsState {
  hidden: ReadonlySet<string>;
  /** What was hidden together, the last at the end. */
  stack: readonly (readonly string[])[];
  /** Tabs marked with ctrl or shift; none: the one that is shown. */
  marked: ReadonlySet<string>;
}

export const useFlowTabs = create<FlowTabsState>()(() => ({
  hidden: new Set(stored()),
  stack: [],
  marked: new Set(),
}));

function stored(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

function set(hidden: ReadonlySet<string>, stack = useFlowTabs.getState().stack): void {
  useFlowTabs.setState({ hidden, stack });
  try {
    localStorage.setItem(KEY, JSON.stringify([...hidden]));
  } catch {
    // A browser that forbids storage shows all flows again with the next page.
  }
}

export const isHidden = (id: string): boolean => useFlowTabs.getState().hidden.has(id);

/** The flows that have a tab, in their order. */
export function shownFlows({ document }: Editor): string[] {
  const { hidden } = useFlowTabs.getState();
  return document
    .tabs()
    .map((tab) => tab.id)
    .filter((id) => !hidden.has(id));
}

/** The hidden flows that are there. */
export const hiddenFlows = ({ document }: Editor): string[] =>
  document
    .tabs()
    .map((tab) => tab.id)
    .filter(isHidden);

/** The marked flows; the one that is shown when none is. */
export function chosenFlows({ document }: Editor): string[] {
  const marked = [...useFlowTabs.getState().marked].filter((id) => document.get(id));
  return marked.length > 0 ? marked : [ui.get().flow].filter((id) => document.get(id));
}

/** Take the tabs of flows away; the flows go on. Another flow is shown if need be. */
export function hideFlows(editor: Editor, ids: readonly string[]): void {
  const { hidden, stack } = useFlowTabs.getState();
  const going = ids.filter((id) => !hidden.has(id) && editor.document.get(id)?.type === "tab");
  if (going.length === 0) return;
  const before = shownFlows(editor);
  set(new Set([...hidden, ...going]), [...stack, going]);
  useFlowTabs.setState({ marked: new Set() });
  const { flow, openSubflows } = ui.get();
  if (!going.includes(flow)) return;
  const at = before.indexOf(flow);
  const left = (ids: readonly string[]) => ids.find((id) => !going.includes(id));
  const next = left(before.slice(at)) ?? left(before.slice(0, at).reverse()) ?? openSubflows[0];
  if (next) showFlow(editor, next);
  else {
    ui.set({ flow: "", selection: [] });
    editor.canvas?.showFlow("");
  }
}

/** Give hidden flows their tabs back. */
export function unhideFlows(ids: Iterable<string>): void {
  const { hidden, stack } = useFlowTabs.getState();
  const coming = new Set(ids);
  if (![...coming].some((id) => hidden.has(id))) return;
  const rest = stack
    .map((group) => group.filter((id) => !coming.has(id)))
    .filter((group) => group.length > 0);
  set(new Set([...hidden].filter((id) => !coming.has(id))), rest);
}

/** Give back the tabs that were hidden last, and show the last of them. */
export function unhideLast(editor: Editor): void {
  const last = useFlowTabs.getState().stack.at(-1) ?? hiddenFlows(editor).slice(-1);
  const there = last.filter((id) => editor.document.get(id));
  unhideFlows(last);
  const show = there.at(-1);
  if (show) showFlow(editor, show);
}

/** Mark a tab beside others, or take the mark away. */
export function toggleMark(id: string): void {
  const { flow } = ui.get();
  const { marked } = useFlowTabs.getState();
  const next = new Set(marked.size === 0 ? [flow] : marked);
  if (!next.delete(id)) next.add(id);
  useFlowTabs.setState({ marked: next.size > 1 || !next.has(flow) ? next : new Set() });
}

/** Mark all tabs from the one that is shown to another. */
export function markThrough(editor: Editor, id: string): void {
  const shown = shownFlows(editor);
  const [from, to] = [shown.indexOf(ui.get().flow), shown.indexOf(id)];
  if (from < 0 || to < 0) return;
  useFlowTabs.setState({ marked: new Set(shown.slice(Math.min(from, to), Math.max(from, to) + 1)) });
}

export function clearMarks(): void {
  if (useFlowTabs.getState().marked.size > 0) useFlowTabs.setState({ marked: new Set() });
}
