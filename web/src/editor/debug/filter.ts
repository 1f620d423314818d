/** Which messages the debug sidebar shows. */

import { nodeLabel } from "../../document";
import type { Editor } from "../editor";
import { ui } from "../store";
import { clearDebug, type DebugEntry, type DebugState, useDebug } from "./store";

/** The node on the canvas that a message belongs to: inside of a subflow instance, the node of the definition. */
export const sourceOf = (entry: DebugEntry): string => entry._alias ?? entry.id ?? "";

function flowOf(entry: DebugEntry, { document }: Editor): string {
  return document.get(sourceOf(entry))?.z ?? entry.z ?? "";
}

/** Whether a message comes from a flow, from anywhere inside the subflows on it too. */
const isFrom = (entry: DebugEntry, flow: string, editor: Editor): boolean =>
  flowOf(entry, editor) === flow || (entry.path?.split("/")[0] ?? "") === flow;

/** The messages that pass the filter. */
export function shownEntries(
  { entries, filter, chosen, text }: Pick<DebugState, "entries" | "filter" | "chosen" | "text">,
  flow: string,
  editor: Editor,
): DebugEntry[] {
  const wanted = text.trim().toLowerCase();
  if (filter === "all" && wanted === "") return entries;
  const nodes = new Set(chosen);
  return entries.filter((entry) => {
    if (filter === "flow" && !isFrom(entry, flow, editor)) return false;
    if (filter === "chosen" && !nodes.has(sourceOf(entry)) && !nodes.has(entry.id ?? "")) return false;
    return wanted === "" || searchText(entry).includes(wanted);
  });
}

/** Clears the messages that are shown, and keeps those that the filter hides. */
export function clearShown(editor: Editor): void {
  const state = useDebug.getState();
  const shown = shownEntries(state, ui.get().flow, editor);
  clearDebug(shown.length === state.entries.length ? undefined : new Set(shown.map(({ key }) => key)));
}

/** The names of the subflow instances in which a message was sent, from the outside in. */
export function instancesAround(entry: DebugEntry, { document, types }: Editor): string[] {
  if (!entry._alias || !entry.path) return [];
  const ids = entry.path.split("/").slice(1);
  const records = ids.map((id) => document.get(id) ?? document.get(id.split("-").at(-1) ?? ""));
  return records.filter((record) => record !== undefined).map((record) => nodeLabel(record, types, document));
}

const searchText = (entry: DebugEntry) =>
  `${entry.name ?? ""} ${entry.topic ?? ""} ${entry.property ?? ""} ${typeof entry.msg === "string" ? entry.msg : JSON.stringify(entry.msg)}`.toLowerCase();
