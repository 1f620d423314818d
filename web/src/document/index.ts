/** The flow document: what flows.json holds, and every way to ask and change it. No DOM, no React. */
export * from "./diff";
export * from "./edits/groups";
export * from "./edits/link";
export * from "./edits/move";
export * from "./edits/remove";
export * from "./edits/rewire";
export * from "./edits/subflows";
export * from "./edits/tabs";
export { jsonEqual } from "./equal";
export * from "./export";
export {
  type Change,
  type ChangeEvent,
  type ChangeKind,
  type DeployChanges,
  FlowDocument,
  type TransactOptions,
} from "./flow-document";
export type { SavedHistory } from "./history";
export { newId } from "./ids";
export * from "./import";
export * from "./import-plan";
export * from "./labels";
export * from "./merge";
export * from "./neighbours";
export * from "./new-node";
export * from "./node-types";
export * from "./outline";
export * from "./patches";
export * from "./ports";
export * from "./queries";
export * from "./records";
export type { Transaction } from "./transaction";
export * from "./validate";
export * from "./wires";
