/** What editor and server say to each other over `/api/v1/draft/live`: src/wirelatch/workbench/drafts/live.py. */
import type { Patch } from "../document";

/** A batch of patches that the server has put in order and stored. */
export interface Batch {
  seq: number;
  /** Who sent it: the server's name of the window; empty for the server itself. */
  client: string;
  n: number;
  user: string;
  ops: Patch[];
}

/** A draft beside its changes. */
export interface DraftSummary {
  draft: "shared" | "private";
  epoch: string;
  seq: number;
  /** The deployed revision that its changes are changes of. */
  revision: string;
  /** Who changed a record last, by id. */
  authors: Record<string, string>;
}

export interface Welcome extends DraftSummary {
  /** The server's name of this window, and the number of the last batch that it has from it. */
  client: string;
  n: number;
  can_write: boolean;
  /** What was missed; or, where that cannot be told any more, all that differs from the deployed revision. */
  batches?: Batch[];
  ops?: Patch[];
}

export interface ServerMessage {
  welcome?: Welcome;
  batch?: Batch;
  ack?: { seq: number; n: number };
  refused?: { n: number; code: string; message: string };
  deployed?: { revision: string; from: string; ops: Patch[] };
  trouble?: string;
  hb?: 1;
}

export type ClientMessage =
  | { hello: { client: string; epoch: string; seq: number; revision: string } }
  | { edit: { n: number; ops: Patch[] } };
