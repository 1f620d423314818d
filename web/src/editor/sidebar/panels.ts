/** The sidebar's own panels. */

import { msg } from "../../i18n";
import type { Panel } from "../features";

export default [
  {
    id: "info",
    label: msg("Information"),
    icon: "info",
    at: 10,
    load: () => import("./info-panel").then((file) => file.InfoPanel),
    command: { id: "core:show-info-tab", label: msg("Show information"), keys: ["ctrl-g i"] },
  },
  {
    id: "help",
    label: msg("Help"),
    icon: "book",
    at: 20,
    load: () => import("./help-panel").then((file) => file.HelpPanel),
    command: { id: "core:show-help-tab", label: msg("Show help"), keys: ["ctrl-g h"] },
  },
  {
    id: "explorer",
    label: msg("Explorer"),
    icon: "events",
    at: 30,
    load: () => import("./explorer-panel").then((file) => file.ExplorerPanel),
    command: { id: "core:show-explorer-tab", label: msg("Show explorer"), keys: ["ctrl-g e"] },
  },
  {
    id: "config",
    label: msg("Configuration nodes"),
    icon: "config",
    at: 50,
    load: () => import("./config-panel").then((file) => file.ConfigPanel),
    command: { id: "core:show-config-tab", label: msg("Show configuration nodes"), keys: ["ctrl-g c"] },
  },
  {
    id: "context",
    label: msg("Context"),
    icon: "database",
    at: 60,
    load: () => import("./context-panel").then((file) => file.ContextPanel),
    command: { id: "core:show-context-tab", label: msg("Show context data"), keys: ["ctrl-g x"] },
  },
] satisfies Panel[];
