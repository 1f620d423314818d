/** What the window knows of the draft and of the people in it. */

import { create } from "zustand";
import type { Status } from "../../collab";

/** Somebody else's window. */
export interface Person {
  session: string;
  name: string;
  image?: string;
  /** Number of the colour that marks what is theirs, from 0. */
  colour: number;
  flow?: string;
  /** The node whose tray they have open. */
  node?: string;
  selection: readonly string[];
  cursor?: { x: number; y: number };
}

export interface CollabState {
  /** Whether the server has drafts, and how the connection is. */
  status: Status | "absent";
  draft: "shared" | "private";
  /** Whether something was done here that the server does not have yet. */
  isPending: boolean;
  /** Who changed a record last, by id. */
  authors: Readonly<Record<string, string>>;
  people: readonly Person[];
  /** Colour of this window, as the others see it. */
  trouble: string;
}

export const useCollab = create<CollabState>()(() => ({
  status: "absent",
  draft: "shared",
  isPending: false,
  authors: {},
  people: [],
  trouble: "",
}));

/** Whether the draft is on the server, so that what is here outlives the page and follows each deploy. */
export const isShared = (): boolean => useCollab.getState().status !== "absent";

export const COLOURS = 8;
