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
