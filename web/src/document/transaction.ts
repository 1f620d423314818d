/** A running change of the document: what it adds, updates, removes and moves is collected as one step. */
import type { Change } from "./deployed-state";
import type { RecordStore } from "./record-store";
import type { NodeRecord } from "./records";

export class Transaction {
  readonly #store: RecordStore;
  readonly #changes = new Map<string, Change>();

  constructor(store: RecordStore) {
    this.#store = store;
  }

  /** A record as it is now, with what this transaction has done so far. */
  get(id: string): NodeRecord | undefined {
    return this.#store.get(id);
  }

  /** Add a record at the end of the file, or before the record named. */
  add(record: NodeRecord, beforeId?: string): void {
    if (this.#store.get(record.id)) throw new Error(`there is already a record with the id ${record.id}`);
    this.#put(record.id, record, this.#rankBefore(beforeId));
  }

  /** Set keys of a record; undefined deletes a key. Keys that are there keep their place. */
  update(id: string, patch: Partial<NodeRecord>): void {
    const record = this.#need(id);
    if (patch.id !== undefined && patch.id !== id) throw new Error("an id cannot be changed");
    const keys = Object.keys(patch).filter((key) => record[key] !== patch[key] || !(key in record));
    if (keys.length === 0) return;
    const after: NodeRecord = { ...record };
    for (const key of keys) {
      if (patch[key] === undefined) delete after[key];
      else after[key] = patch[key];
    }
    this.#put(id, after, this.#store.rank(id));
  }

  /** Take a record out. What refers to it is the caller's: see edits/remove.ts. */
  remove(id: string): void {
    this.#need(id);
    this.#put(id, undefined, undefined);
  }

  /** Move a record in the file: before the one named, or to the end. */
  move(id: string, beforeId?: string): void {
    this.#put(id, this.#need(id), this.#rankBefore(beforeId));
  }

  /** What came of it: one change per record. */
  changes(): Change[] {
    return [...this.#changes.values()].filter(
      (change) => change.before !== change.after || change.rankBefore !== change.rankAfter,
    );
  }

  rollback(): void {
    for (const change of [...this.#changes.values()].reverse()) {
      this.#store.apply({ ...change, after: change.before, rankAfter: change.rankBefore });
    }
  }

  #need(id: string): NodeRecord {
    const record = this.#store.get(id);
    if (!record) throw new Error(`there is no record with the id ${id}`);
    return record;
  }

  #put(id: string, after: NodeRecord | undefined, rank: number | undefined): void {
    const known = this.#changes.get(id);
    const before = known ? known.before : this.#store.get(id);
    const rankBefore = known ? known.rankBefore : this.#store.rank(id);
    const change: Change = { id, before, after, rankBefore, rankAfter: after ? rank : undefined };
    this.#changes.set(id, change);
    this.#store.apply(change);
  }

  #rankBefore(beforeId: string | undefined): number {
    if (beforeId === undefined) return this.#store.nextRank();
    const all = this.#store.all();
    const index = all.findIndex((record) => record.id === beforeId);
    if (index < 0) return this.#store.nextRank();
    const next = this.#store.rank(beforeId) ?? 0;
    const previous = index > 0 ? (this.#store.rank(all[index - 1]!.id) ?? next - 1) : next - 1;
    return (previous + next) / 2;
  }
}
