/** Searching all flows, and the searches that have a name. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

const list = (id: string, label: string, query: string, keys?: string[]): EditorCommand => ({
  id,
  label,
  subject: "search",
  ...(keys ? { keys } : {}),
  run: () => ui.open({ kind: "search", query: `${query} ` }),
});

export default [
  {
    id: "core:search",
    label: msg("Search…"),
    subject: "search",
    menu: ["main", 120],
    keys: ["ctrl-f"],
    icon: "search",
    keywords: "find node",
    run: () => ui.open({ kind: "search" }),
  },
  list("core:list-flows", msg("List flows"), "type:tab", ["ctrl-shift-f"]),
  list("core:list-subflows", msg("List subflows"), "type:subflow"),
  list("core:list-hidden-flows", msg("List hidden flows"), "is:hidden"),
  list("core:list-modified-nodes", msg("List modified nodes"), "is:modified"),
] satisfies EditorCommand[];
