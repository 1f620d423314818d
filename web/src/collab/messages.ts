/** What editor and server say to each other over `/api/v1/draft/live`: src/wirelatch/workbench/drafts/json_types.py. */
import type { Patch } from "../document";
import type { DeployedPatches, DraftBatch, DraftMessage, DraftSummary, DraftWelcome } from "../schema";

export type { DraftSummary } from "../schema";

/** The same, with patches that are known to be such. */
export type Batch = Omit<DraftBatch, "ops"> & { ops: Patch[] };
export type Deployed = Omit<DeployedPatches, "ops"> & { ops: Patch[] };
export type Welcome = DraftSummary &
  Omit<DraftWelcome, "batches" | "ops"> & { batches?: Batch[]; ops?: Patch[] };

export type ServerMessage = Omit<DraftMessage, "welcome" | "batch" | "deployed"> & {
  welcome?: Welcome;
  batch?: Batch;
  deployed?: Deployed;
};

export type ClientMessage =
  | { hello: { client: string; epoch: string; seq: number; revision: string } }
  | { edit: { n: number; ops: Patch[] } };
