/** What is deployed, and how the document differs from it: per record, and whether only by its place on the sheet. */
import { jsonEqual } from "./equal";
import { type Patch, patchedId } from "./patches";
import { RecordStore } from "./record-store";
import type { NodeRecord } from "./records";
import { Transaction } from "./transaction";

/** What happened to one record: added (no `before`), removed (no `after`), changed, or moved in the file. */
export interface Change {
  id: string;
  before: NodeRecord | undefined;
  after: NodeRecord | undefined;
  /** Place in the file before and after. */
  rankBefore: number | undefined;
  rankAfter: number | undefined;
}

/** What differs from the deployed document (`PATCH /api/v1/flows`). */
export interface DeployChanges {
  records: NodeRecord[];
  removed: string[];
  /** Id of a record to that of the one it stands before; "" for the end. */
  places: Record<string, string>;
  /** How many records there are. */
  count: number;
}

export type ChangeKind = "added" | "changed" | "moved" | "removed";

/** The properties that say where something is drawn, and nothing of what it does. */
const PLACE = new Set(["x", "y", "w", "h"]);

export class DeployedState {
  #records = new Map<string, NodeRecord>();
  #order = new Map<string, number>();
  readonly #kinds = new Map<string, ChangeKind>();

  /** Remember the store as what is deployed. */
  take(store: RecordStore): void {
    const all = store.all();
    this.#records = new Map(all.map((record) => [record.id, record]));
    this.#order = new Map(all.map((record) => [record.id, store.rank(record.id) ?? 0]));
    this.#kinds.clear();
  }

  /** Something else is deployed now: what was, with patches. */
  patch(patches: readonly Patch[], store: RecordStore): void {
    const deployed = RecordStore.of([]);
    for (const id of new Set(patches.map(patchedId))) {
      const record = this.#records.get(id);
      if (record) deployed.put(record, this.#order.get(id) ?? 0);
    }
    const tx = new Transaction(deployed);
    tx.apply(patches);
    for (const { id, after } of tx.changes()) {
      if (after) {
        this.#records.set(id, after);
        this.#order.set(id, store.rank(id) ?? this.#order.get(id) ?? 0);
      } else this.#records.delete(id);
    }
    this.note(tx.changes(), store);
  }

  /** What differs from the deployed document, for the server to make it of that. */
  difference(store: RecordStore): DeployChanges {
    const all = store.all();
    const stands = new Map<string, number>();
    const changed: NodeRecord[] = [];
    const removed: string[] = [];
    for (const [id, kind] of this.#kinds) {
      const record = store.get(id);
      const rank = store.rank(id);
      if (kind === "removed" || !record || rank === undefined) removed.push(id);
      else {
        changed.push(record);
        if (this.#order.get(id) !== rank || !this.#records.has(id)) stands.set(id, rank);
      }
    }
    changed.sort((a, b) => (store.rank(a.id) ?? 0) - (store.rank(b.id) ?? 0));
    // New records at the end are put there anyway.
    let end = all.length;
    while (end > 0 && stands.has(all[end - 1]!.id) && !this.#records.has(all[end - 1]!.id)) end -= 1;
    const places: Record<string, string> = {};
    for (const [id, rank] of stands) {
      const at = indexOfRank(all, rank, store);
      if (at < end) places[id] = all[at + 1]?.id ?? "";
    }
    return { records: changed, removed, places, count: all.length };
  }

  /** These differences are deployed now; what was changed since they were found is not. */
  accept(changes: DeployChanges, store: RecordStore): void {
    for (const record of changes.records) {
      this.#records.set(record.id, record);
      this.#order.set(record.id, store.rank(record.id) ?? this.#order.get(record.id) ?? 0);
    }
    for (const id of changes.removed) {
      this.#records.delete(id);
      this.#order.delete(id);
    }
    const ids = [...changes.records.map(({ id }) => id), ...changes.removed];
    this.note(
      ids.map((id) => ({
        id,
        before: undefined,
        after: undefined,
        rankBefore: undefined,
        rankAfter: undefined,
      })),
      store,
    );
  }

  /** Look again at everything. Where a record stands in the file is taken to be as it is deployed. */
  align(store: RecordStore): void {
    this.#kinds.clear();
    const all = store.all();
    for (const { id } of all) if (this.#records.has(id)) this.#order.set(id, store.rank(id) ?? 0);
    const none = { before: undefined, after: undefined, rankBefore: undefined, rankAfter: undefined };
    this.note(
      [...new Set([...all.map(({ id }) => id), ...this.#records.keys()])].map((id) => ({ id, ...none })),
      store,
    );
  }

  /** The deployed records, in file order. */
  all(): NodeRecord[] {
    const rank = (record: NodeRecord) => this.#order.get(record.id) ?? 0;
    return [...this.#records.values()].sort((a, b) => rank(a) - rank(b));
  }

  /** Look again at the records that a change names. */
  note(changes: readonly Change[], store: RecordStore): void {
    for (const { id } of changes) {
      const kind = this.#compare(
        this.#records.get(id),
        store.get(id),
        this.#order.get(id) !== store.rank(id),
      );
      if (kind) this.#kinds.set(id, kind);
      else this.#kinds.delete(id);
    }
  }

  get isDirty(): boolean {
    return this.#kinds.size > 0;
  }

  changeOf(id: string): ChangeKind | undefined {
    return this.#kinds.get(id);
  }

  changedIds(): Set<string> {
    return new Set([...this.#kinds].filter(([, kind]) => kind !== "removed").map(([id]) => id));
  }

  removed(): NodeRecord[] {
    const ids = [...this.#kinds].filter(([, kind]) => kind === "removed").map(([id]) => id);
    return ids.map((id) => this.#records.get(id)).filter((record) => record !== undefined);
  }

  record(id: string): NodeRecord | undefined {
    return this.#records.get(id);
  }

  #compare(
    old: NodeRecord | undefined,
    now: NodeRecord | undefined,
    reordered: boolean,
  ): ChangeKind | undefined {
    if (old === now) return old && reordered ? "moved" : undefined;
    if (!old) return "added";
    if (!now) return "removed";
    const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
    let moved = reordered;
    for (const key of keys) {
      if (jsonEqual(old[key], now[key])) continue;
      if (!PLACE.has(key)) return "changed";
      moved = true;
    }
    return moved ? "moved" : undefined;
  }
}

/** Where in the ordered records the one of a rank is. */
function indexOfRank(all: readonly NodeRecord[], rank: number, store: RecordStore): number {
  let low = 0;
  let high = all.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((store.rank(all[middle]!.id) ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
