/** How each flow was looked at last, kept in this browser: zoom and place are there again with the next page. */

import type { Camera } from "../../canvas/kernels";
import { preferences } from "../preferences";

const KEY = "wirelatch.editor.views";
const MOST = 200;
const PAUSE = 500;

let views: Map<string, Camera> | undefined;
let isWaiting = false;

const isCamera = (value: unknown): value is Camera => {
  const { x, y, zoom } = (value ?? {}) as Record<string, unknown>;
  return [x, y, zoom].every((part) => typeof part === "number" && Number.isFinite(part)) && Number(zoom) > 0;
};

function read(): Map<string, Camera> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const entries = Array.isArray(stored) ? stored : [];
    return new Map(entries.filter((entry) => Array.isArray(entry) && isCamera(entry[1])));
  } catch {
    return new Map();
  }
}

/** Where a flow was looked at. */
export function viewOf(flow: string): Camera | undefined {
  views ??= read();
  const view = views.get(flow);
  const { restoreZoom, restorePosition } = preferences();
  if (!view || !(restoreZoom || restorePosition)) return undefined;
  return { ...(restorePosition ? view : { x: 0, y: 0 }), zoom: restoreZoom ? view.zoom : 1 };
}

/** A flow is looked at from there now. */
export function rememberView(flow: string, { x, y, zoom }: Camera): void {
  if (flow === "") return;
  views ??= read();
  views.delete(flow);
  views.set(flow, { x: Math.round(x), y: Math.round(y), zoom });
  if (!isWaiting) setTimeout(write, PAUSE);
  isWaiting = true;
}

function write(): void {
  isWaiting = false;
  try {
    localStorage.setItem(KEY, JSON.stringify([...(views ?? [])].slice(-MOST)));
  } catch {
    // Not remembered then.
  }
}
