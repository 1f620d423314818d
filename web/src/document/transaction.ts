/** A running change of the document: what it adds, updates, removes and moves is collected as one step. */
import type { Change } from "./deployed-state";
import { type Patch, patched, patchedId } from "./patches";
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

  /** Put a record to what it was at some time, its place included; without a record, take it out. */
  restore(id: string, record: NodeRecord | undefined, rank: number | undefined): void {
    if (record || this.#store.get(id)) this.#put(id, record, rank ?? this.#store.nextRank());
  }

  /** A record's place in the file, for `restore`. */
  rank(id: string): number | undefined {
    return this.#store.rank(id);
  }

  /** Do what patches say; those for records that are gone do nothing. */
  apply(patches: readonly Patch[]): void {
    for (let index = 0; index < patches.length; index += 1) {
      const patch = patches[index]!;
      if (patch.op === "add" || patch.op === "move") {
        const run = [patch];
        for (let next = patches[index + 1]; next?.op === patch.op; next = patches[index + run.length]) {
          if (next.before !== patch.before) break;
          run.push(next);
        }
        this.#place(run);
        index += run.length - 1;
        continue;
      }
      const record = this.#store.get(patch.id);
      if (!record) continue;
      if (patch.op === "remove") this.#put(patch.id, undefined, undefined);
      else {
        const after = patched(record, patch);
        if (after !== record) this.#put(patch.id, after, this.#store.rank(patch.id));
      }
    }
  }

  /** Records that go in front of the same one, in this order: the room there is shared out evenly. */
  #place(run: readonly (Patch & { op: "add" | "move" })[]): void {
    const before = run[0]!.before ?? undefined;
    const end = before === undefined ? undefined : this.#store.rank(before);
    const gap = end === undefined ? 0 : (end - this.#rankBefore(before)) * 2;
    for (const [index, patch] of run.entries()) {
      const id = patchedId(patch);
      const known = this.#store.get(id);
      const rank =
        end === undefined ? this.#store.nextRank() : end - gap + (gap * (index + 1)) / (run.length + 1);
      if (patch.op === "add") this.#put(id, patch.record, known ? this.#store.rank(id) : rank);
      else if (known && before !== id) this.#put(id, known, rank);
    }
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
