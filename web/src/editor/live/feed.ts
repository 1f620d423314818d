/** Tells the server what this page looks at, and takes in what it says of it: the flow shown, no other. */

import { create } from "zustand";
import type { TraceSummary, TracesReport, WiresReport } from "../../schema";
import type { Editor } from "../editor";

export type { TraceSummary };

import { useUi } from "../store";
import { LiveWires } from "./wires";

const KEY = "wirelatch.editor.live-wires";

export interface LiveState {
  /** Whether live wires are shown; remembered in this browser. */
  isShown: boolean;
  /** Whether traces are recorded: while their panel is there and nobody has paused it. */
  isRecording: boolean;
  /** Key of the wire under the pointer, and where the pointer came to it. */
  hover: { key: string; x: number; y: number } | null;
  /** Wires whose inspectors stay open. */
  pinned: readonly string[];
  /** Key of the inspector that is to have the focus: it was asked for by the keyboard. */
  focus: string | null;
  /** Grows with each report: what shows values reads them again. */
  version: number;
}

export const useLive = create<LiveState>()(() => ({
  isShown: remembered(),
  isRecording: false,
  hover: null,
  pinned: [],
  focus: null,
  version: 0,
}));

/** The wires of the flow shown. */
export const liveWires = new LiveWires();

type Listener<T> = (report: T) => void;
const traceListeners = new Set<Listener<TracesReport>>();

export function onTraces(listener: Listener<TracesReport>): () => void {
  traceListeners.add(listener);
  return () => traceListeners.delete(listener);
}

/** Follows the flow shown for as long as the page is open. */
export function followFlow(editor: Editor): void {
  const { comms } = editor;
  const tell = () => {
    const { flow } = useUi.getState();
    const { isShown, isRecording } = useLive.getState();
    comms.send("live/watch", { flow, wires: isShown, traces: isRecording, shapes: true });
  };
  comms.subscribe("live/wires", (data) => {
    const report = data as WiresReport;
    if (report.flow !== useUi.getState().flow) return;
    liveWires.take(report, Date.now());
    useLive.setState((state) => ({ version: state.version + 1 }));
  });
  comms.subscribe("live/traces", (data) => {
    const report = data as TracesReport;
    if (report.flow === useUi.getState().flow) for (const listener of traceListeners) listener(report);
  });
  comms.watch(({ status }) => {
    if (status === "open") tell();
  });
  useUi.subscribe((now, before) => {
    if (now.flow === before.flow) return;
    liveWires.clear();
    useLive.setState((state) => ({ hover: null, pinned: [], version: state.version + 1 }));
    tell();
  });
  useLive.subscribe((now, before) => {
    if (now.isShown !== before.isShown || now.isRecording !== before.isRecording) tell();
  });
}

/** So many inspectors stay open at once. */
export const MOST_PINNED = 6;

/** Opens inspectors of wires and brings the focus to the first. */
export function inspectWires(keys: readonly string[]): void {
  if (!useLive.getState().isShown) showLiveWires(true);
  useLive.setState(({ pinned }) => ({
    pinned: [...pinned.filter((key) => !keys.includes(key)), ...keys].slice(-MOST_PINNED),
    focus: keys[0] ?? null,
  }));
}

export function showLiveWires(isShown: boolean): void {
  if (!isShown) liveWires.clear();
  useLive.setState((state) => ({ isShown, hover: null, pinned: [], version: state.version + 1 }));
  try {
    localStorage.setItem(KEY, String(isShown));
  } catch {
    // A browser that forbids storage forgets it with the page.
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === "true";
  } catch {
    return false;
  }
}
