/** Opening dialogs, sidebars and lists: what only the editor around the canvas can do. */
import type { Command } from "./command";
import type { EditorContext, EditorUi } from "./context";

interface Shown {
  id: string;
  label: string;
  /** What the editor must be able to do. */
  needs: keyof EditorUi;
  keys?: string[];
  icon?: string;
  keywords?: string;
  scope?: "canvas";
  needsWrite?: boolean;
  run(context: EditorContext): void;
}

const command = ({ needs, needsWrite, ...shown }: Shown): Command => ({
  ...shown,
  group: "show",
  when: ({ ui, canWrite }) => ui[needs] !== undefined && (canWrite || !needsWrite),
});

const sidebar = (tab: string, label: string, key: string): Command =>
  command({
    id: `core:show-${tab}-tab`,
    label: `Show ${label}`,
    needs: "showSidebar",
    keys: [`ctrl-g ${key}`],
    run: ({ ui }) => ui.showSidebar?.(tab),
  });

export const showCommands: Command[] = [
  command({
    id: "core:show-import-dialog",
    label: "Import…",
    needs: "openImport",
    keys: ["ctrl-i"],
    icon: "import",
    keywords: "paste json file",
    needsWrite: true,
    run: ({ ui }) => ui.openImport?.(),
  }),
  command({
    id: "core:show-export-dialog",
    label: "Export…",
    needs: "openExport",
    keys: ["ctrl-e"],
    icon: "export",
    keywords: "download json file",
    run: ({ ui }) => ui.openExport?.(),
  }),
  command({
    id: "core:search",
    label: "Search…",
    needs: "search",
    keys: ["ctrl-f"],
    icon: "search",
    keywords: "find node",
    run: ({ ui }) => ui.search?.(),
  }),
  command({
    id: "core:list-modified-nodes",
    label: "List modified nodes",
    needs: "search",
    run: ({ ui }) => ui.search?.("is:modified"),
  }),
  command({
    id: "core:show-action-list",
    label: "All commands…",
    needs: "showCommands",
    keys: ["ctrl-shift-p"],
    icon: "command",
    run: ({ ui }) => ui.showCommands?.(),
  }),
  command({
    id: "core:show-keyboard-settings",
    label: "Keyboard shortcuts",
    needs: "showShortcuts",
    keys: ["shift-?"],
    scope: "canvas",
    icon: "keyboard",
    run: ({ ui }) => ui.showShortcuts?.(),
  }),
  command({
    id: "core:show-user-settings",
    label: "Settings",
    needs: "showSettings",
    keys: ["ctrl-,"],
    icon: "settings",
    run: ({ ui }) => ui.showSettings?.(),
  }),
  command({
    id: "core:show-about",
    label: "About Wirelatch",
    needs: "showAbout",
    run: ({ ui }) => ui.showAbout?.(),
  }),
  command({
    id: "core:add-node",
    label: "Add node…",
    needs: "quickAdd",
    keys: ["ctrl-alt-a"],
    scope: "canvas",
    icon: "add",
    needsWrite: true,
    run: ({ ui, canvas }) => ui.quickAdd?.(canvas.placeOfPointer()),
  }),
  sidebar("info", "information", "i"),
  sidebar("help", "help", "h"),
  sidebar("debug", "debug messages", "d"),
  sidebar("config", "configuration nodes", "c"),
  sidebar("explorer", "explorer", "e"),
  sidebar("context", "context data", "x"),
  command({
    id: "core:toggle-right-sidebar",
    label: "Show sidebar",
    needs: "toggleSidebar",
    keys: ["ctrl-space"],
    run: ({ ui }) => ui.toggleSidebar?.(),
  }),
  command({
    id: "core:toggle-left-sidebar",
    label: "Show palette",
    needs: "togglePalette",
    keys: ["ctrl-alt-space"],
    run: ({ ui }) => ui.togglePalette?.(),
  }),
  command({
    id: "core:clear-debug-messages",
    label: "Clear debug messages",
    needs: "clearDebug",
    keys: ["ctrl-alt-l"],
    run: ({ ui }) => ui.clearDebug?.(),
  }),
];
