/** Editing one draft together: this window's copy of it, and the connection over which it is kept the same for all. */
export { Connection, type Status } from "./connection";
export { withSharedFirstFlow } from "./first-flow";
export { keep, keepUnsent, stayAlive, takeKept, takeOrphans } from "./keeping";
export type { Batch, DraftSummary } from "./messages";
export { Replica, type ReplicaEvents, type Unsent } from "./replica";
