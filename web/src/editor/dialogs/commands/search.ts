/** Searching all flows, and the searches that have a name. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

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
  {
    id: "core:list-flows",
    label: msg("List flows"),
    subject: "search",
    keys: ["ctrl-shift-f"],
    run: () => ui.open({ kind: "search", query: "type:tab " }),
  },
  {
    id: "core:list-modified-nodes",
    label: msg("List modified nodes"),
    subject: "search",
    run: () => ui.open({ kind: "search", query: "is:modified" }),
  },
] satisfies EditorCommand[];
