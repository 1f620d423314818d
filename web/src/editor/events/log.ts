/** What notices have said since the page was opened, and the state of the runtime's: the event log. */

import { create } from "zustand";
import type { Notice } from "../../ui/Toast";

const MOST = 500;

export interface LoggedEvent {
  id: number;
  at: Date;
  kind: Notice["kind"];
  title: string;
  description: string;
  /** How often it came in a row. */
  count: number;
}

export const useEvents = create<{ events: readonly LoggedEvent[] }>()(() => ({ events: [] }));

let last = 0;

/** Adds an event; the same as the last one counts it up. */
export function logEvent({ kind, title, description = "" }: Omit<Notice, "action" | "actions">): void {
  const { events } = useEvents.getState();
  const before = events.at(-1);
  if (before && before.kind === kind && before.title === title && before.description === description) {
    useEvents.setState({
      events: [...events.slice(0, -1), { ...before, at: new Date(), count: before.count + 1 }],
    });
    return;
  }
  const event = { id: ++last, at: new Date(), kind, title, description, count: 1 };
  useEvents.setState({ events: [...events, event].slice(-MOST) });
}

export const clearEvents = (): void => useEvents.setState({ events: [] });
