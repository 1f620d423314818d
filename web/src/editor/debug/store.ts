/**
 * The messages of the debug sidebar: the newest last, at most `LIMIT`. They are taken in batch by batch, so that a
 * flood of them leaves the page usable.
 */

import { create } from "zustand";
import type { DebugMessage } from "./decode";

export const LIMIT = 100;
/** The least time between batches. Where showing one took long, the next waits twice as long. */
const BATCH_MS = 80;
let pause = BATCH_MS;

export interface DebugEntry extends DebugMessage {
  /** Counts up; names the entry in lists. */
  key: number;
  timestamp: number;
}

export type DebugFilter = "all" | "flow" | "selection";

export interface DebugState {
  entries: DebugEntry[];
  filter: DebugFilter;
  text: string;
  isPaused: boolean;
  /** Messages that came while paused, and were not kept. */
  missed: number;
}

export const useDebug = create<DebugState>()(() => ({
  entries: [],
  filter: "all",
  text: "",
  isPaused: false,
  missed: 0,
}));

let nextKey = 0;
let waiting: DebugEntry[] = [];
let isScheduled = false;

/** Takes a message of the topic `debug`. */
export function receiveDebug(message: DebugMessage): void {
  if (useDebug.getState().isPaused) {
    useDebug.setState((state) => ({ missed: state.missed + 1 }));
    return;
  }
  waiting.push({ ...message, key: nextKey++, timestamp: message.timestamp ?? Date.now() });
  if (waiting.length > LIMIT) waiting = waiting.slice(-LIMIT);
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(flush, pause);
}

function flush(): void {
  isScheduled = false;
  const added = waiting;
  waiting = [];
  const start = performance.now();
  useDebug.setState((state) => ({ entries: [...state.entries, ...added].slice(-LIMIT) }));
  setTimeout(() => {
    pause = Math.max(BATCH_MS, (performance.now() - start) * 2);
  });
}

export function clearDebug(keys?: ReadonlySet<number>): void {
  waiting = [];
  useDebug.setState((state) => ({
    entries: keys ? state.entries.filter((entry) => !keys.has(entry.key)) : [],
    missed: 0,
  }));
}

export function setPaused(isPaused: boolean): void {
  useDebug.setState({ isPaused, missed: 0 });
}
