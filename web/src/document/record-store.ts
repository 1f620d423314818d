/**
 * Records by id, in file order, with the indexes that the document answers from: by flow, and who is wired to whom.
 * The order is a rank per record, so that a record taken out and put back stands where it stood.
 */
import type { Change } from "./deployed-state";
import { isContainer, type NodeRecord } from "./records";

interface Entry {
  record: NodeRecord;
  rank: number;
}

/** The flow under which records without one are kept: tabs, subflows, global config nodes. */
const NOWHERE = "";

export class RecordStore {
  readonly #entries = new Map<string, Entry>();
  readonly #byFlow = new Map<string, Set<string>>();
  readonly #sources = new Map<string, Map<string, number>>();
  /** Objects of the file that no record can be made of (no id, or one that is taken): kept for the way back. */
  #opaque: Entry[] = [];
  #lastRank = 0;
  #ordered: Map<string, NodeRecord[]> = new Map();

  static of(records: readonly NodeRecord[]): RecordStore {
    const store = new RecordStore();
    for (const record of records) {
      if (
        typeof record?.id === "string" &&
        typeof record.type === "string" &&
        !store.#entries.has(record.id)
      ) {
        store.put(record, store.nextRank());
      } else {
        store.#opaque.push({ record, rank: store.nextRank() });
      }
    }
    return store;
  }

  get(id: string): NodeRecord | undefined {
    return this.#entries.get(id)?.record;
  }

  rank(id: string): number | undefined {
    return this.#entries.get(id)?.rank;
  }

  nextRank(): number {
    this.#lastRank += 1;
    return this.#lastRank;
  }

  all(): NodeRecord[] {
    return this.#inOrder("*", () => this.#entries.keys());
  }

  /** Whether every object of the file is a record. */
  get isWhole(): boolean {
    return this.#opaque.length === 0;
  }

  onFlow(z: string): NodeRecord[] {
    return this.#inOrder(`:${z}`, () => this.#byFlow.get(z) ?? []);
  }

  /** Tabs, subflow definitions and the config nodes that have no scope. */
  unplaced(): NodeRecord[] {
    return this.onFlow(NOWHERE);
  }

  sourcesOf(id: string): string[] {
    return [...(this.#sources.get(id)?.keys() ?? [])];
  }

  toJSON(): NodeRecord[] {
    if (this.#opaque.length === 0) return [...this.all()];
    return [...this.#entries.values(), ...this.#opaque].sort((a, b) => a.rank - b.rank).map((e) => e.record);
  }

  apply(change: Change): void {
    if (change.after === undefined) this.take(change.id);
    else this.put(change.after, change.rankAfter ?? this.nextRank());
  }

  /** Put a record in, in place of the one with its id. */
  put(record: NodeRecord, rank: number): void {
    const old = this.#entries.get(record.id);
    if (old) this.#unindex(old.record, record);
    this.#entries.set(record.id, { record, rank });
    this.#lastRank = Math.max(this.#lastRank, rank);
    const z = flowOf(record);
    const flow = this.#byFlow.get(z);
    if (flow) flow.add(record.id);
    else this.#byFlow.set(z, new Set([record.id]));
    if (old?.record.wires !== record.wires) this.#count(record, 1);
    this.#forget(z);
  }

  take(id: string): void {
    const old = this.#entries.get(id);
    if (!old) return;
    this.#unindex(old.record);
    this.#entries.delete(id);
  }

  #unindex(old: NodeRecord, next?: NodeRecord): void {
    const z = flowOf(old);
    if (!next || flowOf(next) !== z) this.#byFlow.get(z)?.delete(old.id);
    if (!next || next.wires !== old.wires) this.#count(old, -1);
    this.#forget(z);
  }

  #count(record: NodeRecord, step: 1 | -1): void {
    if (!Array.isArray(record.wires)) return;
    for (const port of record.wires) {
      if (!Array.isArray(port)) continue;
      for (const target of port) {
        const sources = this.#sources.get(target) ?? new Map<string, number>();
        const count = (sources.get(record.id) ?? 0) + step;
        if (count > 0) sources.set(record.id, count);
        else sources.delete(record.id);
        this.#sources.set(target, sources);
      }
    }
  }

  #forget(z: string): void {
    this.#ordered.delete("*");
    this.#ordered.delete(`:${z}`);
  }

  #inOrder(key: string, ids: () => Iterable<string>): NodeRecord[] {
    const known = this.#ordered.get(key);
    if (known) return known;
    const entries: Entry[] = [];
    for (const id of ids()) {
      const entry = this.#entries.get(id);
      if (entry) entries.push(entry);
    }
    const records = entries.sort((a, b) => a.rank - b.rank).map((entry) => entry.record);
    this.#ordered.set(key, records);
    return records;
  }
}

/** The flow a record is kept under. A container stands on nothing, whatever its `z` says. */
function flowOf(record: NodeRecord): string {
  return isContainer(record) ? NOWHERE : (record.z ?? NOWHERE);
}
