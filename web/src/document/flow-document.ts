/**
 * The open flows.json: records in file order, changed only in transactions, each of which is one step of undo.
 * Listeners hear of every change with the records before and after; records themselves are never changed in place.
 */
import { type Change, type DeployChanges, DeployedState } from "./deployed-state";
import { jsonEqual } from "./equal";
import { inverse, isReal, replay, restoreSteps, type SavedHistory, type Step, saveSteps } from "./history";
import type { NodeTypes } from "./node-types";
import type { Patch } from "./patches";
import { RecordStore } from "./record-store";
import { isConfig, isGroup, isSubflow, isTab, type NodeRecord, type SubflowRecord } from "./records";
import { Transaction } from "./transaction";

export type { Change, ChangeKind, DeployChanges } from "./deployed-state";

/** What listeners are told. `load` replaces everything: `changes` is empty then. */
export interface ChangeEvent {
  origin: "edit" | "undo" | "redo" | "load" | "deploy" | "remote";
  /** What was done, as the user would say it. */
  label: string;
  changes: Change[];
  version: number;
}

/** How a transaction joins the history. */
export interface TransactOptions {
  /** Follows right on a step with the same key: both are one step (repeated arrow keys, typing). */
  mergeKey?: string;
}

const MOST_STEPS = 500;

export class FlowDocument {
  readonly types: NodeTypes;
  #store = new RecordStore();
  #deployed = new DeployedState();
  #undo: Step[] = [];
  #redo: Step[] = [];
  #listeners = new Set<(event: ChangeEvent) => void>();
  readonly #rules = new Set<(tx: Transaction) => void>();
  #open: Transaction | null = null;
  #version = 0;
  #revision = "";

  private constructor(types: NodeTypes) {
    this.types = types;
  }

  /** A document of these records, which count as deployed. */
  static fromJSON(records: NodeRecord[], types: NodeTypes, revision = ""): FlowDocument {
    const document = new FlowDocument(types);
    document.#store = RecordStore.of(records);
    document.markDeployed(revision);
    return document;
  }

  /** The records in file order, ready for flows.json. */
  toJSON(): NodeRecord[] {
    return this.#store.toJSON();
  }

  /** Rises by one with every change. */
  get version(): number {
    return this.#version;
  }

  /** The revision that was deployed or loaded last. */
  get revision(): string {
    return this.#revision;
  }

  get(id: string): NodeRecord | undefined {
    return this.#store.get(id);
  }

  has(id: string): boolean {
    return this.#store.get(id) !== undefined;
  }

  /** A record's place in the file; comparable, and otherwise without a meaning. */
  rank(id: string): number | undefined {
    return this.#store.rank(id);
  }

  /** All records in file order. */
  all(): NodeRecord[] {
    return this.#store.all();
  }

  tabs(): NodeRecord[] {
    return this.#store.unplaced().filter(isTab);
  }

  subflows(): SubflowRecord[] {
    return this.#store.unplaced().filter(isSubflow);
  }

  /** What stands on a tab or subflow: nodes, junctions and groups, without the config nodes scoped to it. */
  onFlow(z: string): NodeRecord[] {
    return this.#store.onFlow(z).filter((record) => !isConfig(record));
  }

  groupsOn(z: string): NodeRecord[] {
    return this.#store.onFlow(z).filter(isGroup);
  }

  configNodes(): NodeRecord[] {
    return this.all().filter(isConfig);
  }

  /** Who has a wire to this node: ids of nodes. Wires from the ports of a subflow are not among them. */
  sourcesOf(id: string): string[] {
    return this.#store.sourcesOf(id);
  }

  /** Do something to the document as one step; when `change` throws, nothing has happened. */
  transact(label: string, change: (tx: Transaction) => void, options: TransactOptions = {}): void {
    if (this.#open) {
      change(this.#open);
      return;
    }
    const tx = new Transaction(this.#store);
    this.#open = tx;
    try {
      change(tx);
      for (const rule of this.#rules) rule(tx);
    } catch (error) {
      tx.rollback();
      throw error;
    } finally {
      this.#open = null;
    }
    const changes = tx.changes();
    if (changes.length === 0) return;
    const last = this.#undo.at(-1);
    if (options.mergeKey && last?.mergeKey === options.mergeKey && this.#redo.length === 0) {
      last.changes = mergeChanges(last.changes, changes);
    } else {
      this.#undo.push({ label, changes, mergeKey: options.mergeKey });
      if (this.#undo.length > MOST_STEPS) this.#undo.shift();
    }
    this.#redo = [];
    this.#announce("edit", label, changes);
  }

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }

  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** What `undo()` would take back, as the user would say it. */
  get undoLabel(): string | undefined {
    return this.#undo.at(-1)?.label;
  }

  get redoLabel(): string | undefined {
    return this.#redo.at(-1)?.label;
  }

  undo(): void {
    for (let step = this.#undo.pop(); step; step = this.#undo.pop()) {
      const changes = replay(step.changes.map(inverse).reverse(), this.#store);
      // A step of which nothing is left to take back, since others have changed all of it, is passed over.
      if (changes.length === 0) continue;
      this.#redo.push({ label: step.label, changes: changes.map(inverse).reverse() });
      this.#announce("undo", step.label, changes);
      return;
    }
  }

  redo(): void {
    for (let step = this.#redo.pop(); step; step = this.#redo.pop()) {
      const changes = replay(step.changes, this.#store);
      if (changes.length === 0) continue;
      this.#undo.push({ label: step.label, changes });
      this.#announce("redo", step.label, changes);
      return;
    }
  }

  /** Take in what others did: it is no step of the history, and no rules follow from it. */
  receive(label: string, change: (tx: Transaction) => void): void {
    const tx = new Transaction(this.#store);
    change(tx);
    const last = this.#undo.at(-1);
    if (last) last.mergeKey = undefined;
    const changes = tx.changes().filter(isReal);
    if (changes.length > 0) this.#announce("remote", label, changes);
  }

  /** Take other records as deployed, and on top of them what `change` does; the history stays. */
  reload(records: NodeRecord[], revision: string, change: (tx: Transaction) => void): void {
    const history = this.saveHistory();
    this.#store = RecordStore.of(records);
    this.#revision = revision;
    this.#deployed.take(this.#store);
    const tx = new Transaction(this.#store);
    change(tx);
    this.#deployed.note(tx.changes(), this.#store);
    this.restoreHistory(history);
    this.#announce("load", "Load", []);
  }

  /** Something else is deployed now: what was, with patches. What is here stays as it is. */
  deployedElsewhere(patches: readonly Patch[], revision: string): void {
    this.#revision = revision;
    this.#deployed.patch(patches, this.#store);
    this.#announce("deploy", "Deploy", []);
  }

  /** The history as JSON: no secrets, and places told by what stands behind them. */
  saveHistory(): SavedHistory {
    return { undo: saveSteps(this.#undo, this.#store), redo: saveSteps(this.#redo, this.#store) };
  }

  /** Take up a history that was saved, over whatever the records are now. */
  restoreHistory({ undo, redo }: SavedHistory): void {
    this.#undo = restoreSteps(undo, this.#store).slice(-MOST_STEPS);
    this.#redo = restoreSteps(redo, this.#store);
  }

  /**
   * Add a rule that puts right what follows from a change, at the end of each transaction and as part of its step.
   * Gives the way to take it back.
   */
  addRule(rule: (tx: Transaction) => void): () => void {
    this.#rules.add(rule);
    return () => this.#rules.delete(rule);
  }

  subscribe(listener: (event: ChangeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Take other records in place of all that are here, as deployed; the history ends. */
  replace(records: NodeRecord[], revision: string): void {
    this.#store = RecordStore.of(records);
    this.#undo = [];
    this.#redo = [];
    this.#revision = revision;
    this.#deployed.take(this.#store);
    this.#announce("load", "Load", []);
  }

  /** What is here now is what runs; the history stays, so that a deployed change can be undone. */
  markDeployed(revision: string): void {
    this.#revision = revision;
    this.#deployed.take(this.#store);
    for (const step of this.#undo) step.mergeKey = undefined;
    this.#announce("deploy", "Deploy", []);
  }

  /** What differs from what is deployed; undefined when only the whole document can say it. */
  differences(): DeployChanges | undefined {
    return this.#store.isWhole ? this.#deployed.difference(this.#store) : undefined;
  }

  /** These differences run now, as of a revision; what was changed since they were found does not. */
  markDeployedPart(revision: string, changes: DeployChanges): void {
    this.#revision = revision;
    this.#deployed.accept(changes, this.#store);
    for (const step of this.#undo) step.mergeKey = undefined;
    this.#announce("deploy", "Deploy", []);
  }

  /** The deployed records, in file order. */
  deployedRecords(): NodeRecord[] {
    return this.#deployed.all();
  }

  /** Something else is deployed now, and what is open here becomes `merged`: one step of undo. */
  mergeInto(deployed: NodeRecord[], revision: string, merged: readonly NodeRecord[], label: string): void {
    this.#revision = revision;
    this.#deployed.take(RecordStore.of(deployed));
    this.become(merged, label);
    this.#deployed.align(this.#store);
    this.#announce("deploy", label, []);
  }

  /** Make these the records, as one step that can be undone. */
  become(records: readonly NodeRecord[], label: string): void {
    this.transact(label, (tx) => {
      const wanted = new Map(records.map((record) => [record.id, record]));
      for (const { id } of this.all()) if (!wanted.has(id)) tx.remove(id);
      // New ones that follow each other share the room in front of the next that is there.
      const added: Patch[] = [];
      let before: string | null = null;
      for (const record of [...records].reverse()) {
        const old = this.get(record.id);
        if (!old) {
          added.push({ op: "add", record, before });
          continue;
        }
        if (!jsonEqual(old, record)) {
          const gone = Object.keys(old).filter((key) => !(key in record));
          tx.update(record.id, { ...record, ...Object.fromEntries(gone.map((key) => [key, undefined])) });
        }
        before = record.id;
      }
      tx.apply(added.reverse());
    });
  }

  /** Whether anything differs from what is deployed. */
  isDirty(): boolean {
    return this.#deployed.isDirty;
  }

  /** The ids of records that differ from the deployed ones, added ones among them, removed ones not. */
  changedIds(): Set<string> {
    return this.#deployed.changedIds();
  }

  /** How a record differs from the deployed one; undefined when it does not. */
  changeOf(id: string): "added" | "changed" | "moved" | "removed" | undefined {
    return this.#deployed.changeOf(id);
  }

  /** The records that are deployed but no longer here. */
  removedRecords(): NodeRecord[] {
    return this.#deployed.removed();
  }

  /** A record as it is deployed. */
  deployedRecord(id: string): NodeRecord | undefined {
    return this.#deployed.record(id);
  }

  #announce(origin: ChangeEvent["origin"], label: string, changes: Change[]): void {
    this.#version += 1;
    this.#deployed.note(changes, this.#store);
    const event: ChangeEvent = { origin, label, changes, version: this.#version };
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** Two runs of changes as one. */
function mergeChanges(first: Change[], second: Change[]): Change[] {
  const merged = new Map(first.map((change) => [change.id, change]));
  for (const change of second) {
    const earlier = merged.get(change.id);
    merged.set(
      change.id,
      earlier ? { ...change, before: earlier.before, rankBefore: earlier.rankBefore } : change,
    );
  }
  return [...merged.values()].filter((change) => change.before !== undefined || change.after !== undefined);
}
