/**
 * What is open, selected and shown: the state of the interface, as opposed to the document's. Nothing in here is part
 * of flows.json, and nothing in here needs undo.
 */

import { create } from "zustand";
import type { CommsState, DeployKind } from "../api";
import type { QuickAdd, Target } from "../canvas/types";

/** An edit tray; config nodes opened from another tray stack up on it. */
export interface TraySpec {
  /** Id of the record that is edited; for a new config node, the id that it will get. */
  id: string;
  /** Type of a new config node; absent for a record that exists. */
  newType?: string;
  /** Flow that a new config node is scoped to. */
  scope?: string;
  /** Called with the id when the edit is done. */
  onDone?: (id: string) => void;
}

/**
 * The dialogs and what each is opened with. A feature adds its own beside its `dialogs.ts`:
 * `declare module "../store" { interface DialogSpecs { diff: { left: string } } }`.
 */
export interface DialogSpecs {
  import: { text?: string; source?: string };
  export: { target?: string };
  search: { query?: string };
  commands: object;
  settings: { pane?: string };
  about: object;
  "system-info": object;
  "quick-add": { request: QuickAdd };
  "deploy-warnings": { deploy: DeployKind; problems: DeployProblem[] };
  /** `isNews`: nothing was refused yet, somebody else has deployed. */
  "deploy-conflict": { deploy: DeployKind; isNews?: boolean };
  "signed-out": object;
}

export type DialogSpec = { [K in keyof DialogSpecs]: { kind: K } & DialogSpecs[K] }[keyof DialogSpecs];

export interface DeployProblem {
  id: string;
  label: string;
  flow: string;
  what: "invalid" | "unknown" | "unused";
  detail: string;
}

export interface ContextMenuSpec {
  left: number;
  top: number;
  target: Target["kind"] | "tab";
  id?: string;
}

export interface UiState {
  flow: string;
  /** Subflows that have a tab. */
  openSubflows: readonly string[];
  selection: readonly string[];
  /** Id of the panel that is shown. */
  sidebarTab: string;
  isSidebarOpen: boolean;
  isPaletteOpen: boolean;
  isMinimapShown: boolean;
  /** Zoom of the canvas, 1 = 100 %. */
  zoom: number;
  trays: TraySpec[];
  dialog: DialogSpec | null;
  contextMenu: ContextMenuSpec | null;
  deployKind: Exclude<DeployKind, "reload">;
  isDeploying: boolean;
  comms: CommsState;
  /** The node type whose help is shown, when it is not that of the selection. */
  helpType: string | null;
  /** Counted up when other node types are installed. */
  typesVersion: number;
  /** A revision that somebody else deployed while there are changes here. */
  theirRevision: string | null;
}

const remembered = (key: string, otherwise: boolean): boolean => {
  try {
    return (localStorage.getItem(`wirelatch.editor.${key}`) ?? String(otherwise)) === "true";
  } catch {
    return otherwise;
  }
};

/** On a phone's screen palette and sidebar begin closed, and only one of them is open at a time. */
const narrow = globalThis.matchMedia?.("(max-width: 48rem)");
const isNarrow = (): boolean => narrow?.matches ?? false;

export const useUi = create<UiState>()(() => ({
  flow: "",
  openSubflows: [],
  selection: [],
  sidebarTab: "info",
  isSidebarOpen: !isNarrow() && remembered("sidebar", true),
  isPaletteOpen: !isNarrow() && remembered("palette", true),
  isMinimapShown: remembered("minimap", false),
  zoom: 1,
  trays: [],
  dialog: null,
  contextMenu: null,
  deployKind: "full",
  isDeploying: false,
  comms: { status: "connecting" },
  helpType: null,
  typesVersion: 0,
  theirRevision: null,
}));

export const ui = {
  get: useUi.getState,
  set: useUi.setState,

  open(dialog: DialogSpec): void {
    useUi.setState({ dialog, contextMenu: null });
  },
  closeDialog(): void {
    useUi.setState({ dialog: null });
  },
  showSidebar(sidebarTab: string): void {
    useUi.setState({ sidebarTab });
    ui.toggleSidebar(true);
  },
  toggleSidebar(isSidebarOpen = !useUi.getState().isSidebarOpen): void {
    useUi.setState(isNarrow() && isSidebarOpen ? { isSidebarOpen, isPaletteOpen: false } : { isSidebarOpen });
    remember("sidebar", isSidebarOpen);
  },
  togglePalette(isPaletteOpen = !useUi.getState().isPaletteOpen): void {
    useUi.setState(isNarrow() && isPaletteOpen ? { isPaletteOpen, isSidebarOpen: false } : { isPaletteOpen });
    remember("palette", isPaletteOpen);
  },
  toggleMinimap(isMinimapShown = !useUi.getState().isMinimapShown): void {
    useUi.setState({ isMinimapShown });
    remember("minimap", isMinimapShown);
  },
  openTray(tray: TraySpec): void {
    const { trays } = useUi.getState();
    if (trays.some((open) => open.id === tray.id)) return;
    useUi.setState({ trays: [...trays, tray], contextMenu: null, dialog: null });
  },
  closeTray(): void {
    useUi.setState({ trays: useUi.getState().trays.slice(0, -1) });
  },
};

// A window made narrow, or a tablet that is turned, is as if it had begun so.
narrow?.addEventListener("change", () =>
  useUi.setState({
    isSidebarOpen: !isNarrow() && remembered("sidebar", true),
    isPaletteOpen: !isNarrow() && remembered("palette", true),
  }),
);

function remember(key: string, value: boolean): void {
  if (isNarrow()) return;
  try {
    localStorage.setItem(`wirelatch.editor.${key}`, String(value));
  } catch {
    // A browser that forbids storage forgets the layout with the page.
  }
}
