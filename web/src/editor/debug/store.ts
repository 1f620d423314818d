/**
 * The messages of the debug sidebar: the newest last, at most `LIMIT`. They are taken in batch by batch, so that a
 * flood of them leaves the page usable.
 */

import { create } from "zustand";
import type { DebugMessage } from "./decode";
import type { Format } from "./formats";

export const LIMIT = 1000;
/** The least time between batches. Where showing one took long, the next waits twice as long. */
const BATCH_MS = 80;
let pause = BATCH_MS;

/** How a part of a value is shown: rows come and go with scrolling, what was opened stays open. */
export interface PartView {
  isOpen?: boolean;
  format?: Format;
  limit?: number;
}

export interface DebugEntry extends DebugMessage {
  /** Counts up; names the entry in lists. */
  key: number;
  timestamp: number;
  /** How its parts are shown, by path. */
  views: Map<string, PartView>;
}

export type DebugFilter = "all" | "flow" | "chosen";

export interface DebugState {
  entries: DebugEntry[];
  filter: DebugFilter;
  /** Ids of the nodes whose messages are shown, with the filter `chosen`. */
  chosen: readonly string[];
  text: string;
  isPaused: boolean;
  /** Messages that came while paused, and were not kept. */
  missed: number;
  /** Paths that are opened in every message of a node, by its id. */
  pinned: Readonly<Record<string, readonly string[]>>;
}

export const useDebug = create<DebugState>()(() => ({
  entries: [],
  filter: "all",
  chosen: [],
  text: "",
  isPaused: false,
  missed: 0,
  pinned: {},
}));

let nextKey = 0;
let waiting: DebugEntry[] = [];
let missed = 0;
let isScheduled = false;

/** Takes a message of the topic `debug`. */
export function receiveDebug(message: DebugMessage): void {
  if (useDebug.getState().isPaused) missed += 1;
  else {
    const timestamp = message.timestamp ?? Date.now();
    waiting.push({ ...message, key: nextKey++, timestamp, views: new Map() });
    if (waiting.length > 2 * LIMIT) waiting = waiting.slice(-LIMIT);
  }
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(flush, pause);
}

function flush(): void {
  isScheduled = false;
  const added = waiting;
  waiting = [];
  const start = performance.now();
  useDebug.setState((state) => ({
    missed: state.isPaused ? missed : 0,
    ...(added.length > 0 ? { entries: [...state.entries, ...added].slice(-LIMIT) } : {}),
  }));
  setTimeout(() => {
    pause = Math.max(BATCH_MS, (performance.now() - start) * 2);
  });
}

/** Forgets the messages with these keys, or all. */
export function clearDebug(keys?: ReadonlySet<number>): void {
  waiting = [];
  useDebug.setState((state) => ({
    entries: keys ? state.entries.filter((entry) => !keys.has(entry.key)) : [],
  }));
}

export function setPaused(isPaused: boolean): void {
  missed = 0;
  useDebug.setState({ isPaused, missed });
}

/** Opens a path in all messages of a node, those to come too; or lets it go. */
export function pinPath(node: string, path: string, isPinned: boolean): void {
  useDebug.setState(({ pinned, entries }) => {
    const others = (pinned[node] ?? []).filter((other) => other !== path);
    // What somebody has closed in a message before opens again.
    if (isPinned)
      for (const entry of entries)
        if ((entry._alias ?? entry.id) === node)
          for (const [at, view] of entry.views) if (leadsTo(at, path)) view.isOpen = true;
    return { pinned: { ...pinned, [node]: isPinned ? [...others, path] : others } };
  });
}

/** Whether a path is one of those around another, or that one itself. */
export const leadsTo = (path: string, inner: string): boolean =>
  path === inner || path === "" || (inner.startsWith(path) && /^[.[]/.test(inner.slice(path.length)));
