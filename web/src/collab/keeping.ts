/**
 * What a window keeps for its next page: who it is, its history, and what the server does not have yet.
 *
 * Session storage is the window's own, but a window that is duplicated begins with a copy. So what is in there is taken
 * out when the page begins, and put back when it ends. What the server does not have is written where other windows
 * find it if this one does not come back; a lock says that it is alive.
 */
import type { SavedHistory } from "../document";
import type { Unsent } from "./replica";

const WINDOW = "wirelatch.editor.window";
const UNSENT = "wirelatch.editor.unsent.";
/** Characters of the history that are kept; the oldest steps go first. */
const LARGEST_HISTORY = 1_500_000;

export interface Kept {
  id: string;
  history: SavedHistory | null;
  unsent: Unsent | null;
}

/** What the last page of this window left; a new window otherwise. */
export function takeKept(): Kept {
  const kept = read(sessionStorage, WINDOW) as Omit<Kept, "unsent"> | null;
  remove(sessionStorage, WINDOW);
  if (!kept?.id) return { id: newWindowId(), history: null, unsent: null };
  // Another window may have taken it meanwhile.
  return { ...kept, unsent: read(localStorage, UNSENT + kept.id) as Unsent | null };
}

/** Leave it for the next page. */
export function keep({ id, history, unsent }: Kept): void {
  write(sessionStorage, WINDOW, { id, history: history && bounded(history) });
  keepUnsent(id, unsent);
}

/** Keep, or forget, what the server does not have, in case this window dies. */
export function keepUnsent(id: string, unsent: Unsent | null): void {
  if (unsent) write(localStorage, UNSENT + id, unsent);
  else remove(localStorage, UNSENT + id);
}

/** Say that this window is alive, for as long as the page is. */
export function stayAlive(id: string): void {
  navigator.locks?.request(UNSENT + id, () => new Promise(() => {})).catch(() => {});
}

/** What windows left that are no more; whoever takes it is to send it. */
export async function takeOrphans(ownId: string): Promise<Unsent[]> {
  if (!navigator.locks) return [];
  const names = Object.keys(localStorage).filter((key) => key.startsWith(UNSENT) && key !== UNSENT + ownId);
  const found = names.map((name) =>
    navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      const unsent = lock ? (read(localStorage, name) as Unsent | null) : null;
      if (lock) remove(localStorage, name);
      return unsent;
    }),
  );
  return (await Promise.all(found)).filter((unsent) => unsent !== null);
}

function bounded(history: SavedHistory): SavedHistory {
  let room = LARGEST_HISTORY;
  const latest = (steps: SavedHistory["undo"]) => {
    const from = steps.findLastIndex((step) => {
      room -= JSON.stringify(step).length;
      return room < 0;
    });
    return steps.slice(from + 1);
  };
  return { undo: latest(history.undo), redo: latest(history.redo) };
}

function newWindowId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function read(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that forbids storage, or has no room: then it is lost with the page.
  }
}

function remove(storage: Storage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // Nothing was kept, then.
  }
}
