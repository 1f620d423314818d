/** The draft that a person works on, over HTTP: src/wirelatch/workbench/drafts/routes.py. */
import type { DraftSummary } from "../collab/messages";
import type { Patch } from "../document";
import { request } from "./client";
import { addressOf } from "./root";

export interface DraftAnswer extends DraftSummary {
  /** What makes the draft of the deployed flows. */
  ops: Patch[];
}

export const getDraft = () => request<DraftAnswer>("GET", "/api/v1/draft");
/** Take back all that is not deployed. */
export const discardDraft = () => request<void>("POST", "/api/v1/draft/discard", { body: {} });
/** Go on with a copy that nobody else changes. */
export const leaveDraft = () => request<void>("POST", "/api/v1/draft/private", { body: {} });
/** Throw the private draft away. */
export const abandonDraft = () => request<void>("DELETE", "/api/v1/draft/private");
/** Put what was done in the private draft into the shared one. */
export const mergeDraft = () => request<void>("POST", "/api/v1/draft/merge", { body: {} });

export const liveDraftUrl = (): string =>
  new URL(addressOf("/api/v1/draft/live"), window.location.href).href.replace(/^http/, "ws");
