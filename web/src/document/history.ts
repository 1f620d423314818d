/**
 * Steps of the history over a document that others change too: taking a step back touches only what it did itself, and
 * leaves what somebody has done to the same records since. Steps can be saved, to outlive the page.
 */
import type { Change } from "./deployed-state";
import { jsonEqual } from "./equal";
import { patchedWhereUntouched, recordPatches } from "./patches";
import type { RecordStore } from "./record-store";
import type { NodeRecord } from "./records";

/** One step of the history. */
export interface Step {
  label: string;
  changes: Change[];
  mergeKey?: string | undefined;
}

/** The change that takes a change back. */
export function inverse(change: Change): Change {
  return {
    id: change.id,
    before: change.after,
    after: change.before,
    rankBefore: change.rankAfter,
    rankAfter: change.rankBefore,
  };
}

/** Whether a change makes a difference. */
export const isReal = ({ before, after, rankBefore, rankAfter }: Change): boolean =>
  rankBefore !== rankAfter || !(before && after ? jsonEqual(before, after) : before === after);

/** Make changes that were thought out for another state of the store; gives those that were made. */
export function replay(changes: readonly Change[], store: RecordStore): Change[] {
  const made: Change[] = [];
  for (const change of changes) {
    const fitting = fitted(change, store);
    if (!fitting || !isReal(fitting)) continue;
    store.apply(fitting);
    made.push(fitting);
  }
  return made;
}

function fitted(change: Change, store: RecordStore): Change | undefined {
  const { id, before, after } = change;
  const now = store.get(id);
  const rank = store.rank(id);
  // Taken out by somebody: there is nothing to change. Put back by somebody: it is there already.
  if (before ? !now : now) return undefined;
  if (!now) return { ...change, rankBefore: undefined };
  if (!after) return { ...change, before: now, rankBefore: rank };
  const moves = change.rankBefore !== change.rankAfter;
  const result =
    now === before || jsonEqual(now, before)
      ? after
      : patchedWhereUntouched(now, before!, recordPatches(before!, after));
  return { id, before: now, after: result, rankBefore: rank, rankAfter: moves ? change.rankAfter : rank };
}

/** A change as JSON. A place is told by the id of the record that stands behind it; "" is the end. */
interface SavedChange {
  id: string;
  before?: NodeRecord;
  after?: NodeRecord;
  placeBefore?: string;
  placeAfter?: string;
}

export interface SavedHistory {
  undo: { label: string; changes: SavedChange[] }[];
  redo: { label: string; changes: SavedChange[] }[];
}

/** What stood next to each other is put back in this order. */
const byPlace = (one: Change, other: Change): number =>
  (one.rankBefore ?? one.rankAfter ?? 0) - (other.rankBefore ?? other.rankAfter ?? 0);

/** Steps as JSON, without credentials. */
export function saveSteps(steps: readonly Step[], store: RecordStore): SavedHistory["undo"] {
  const all = store.all();
  const ranks = all.map((record) => store.rank(record.id)!);
  const behind = (rank: number) => all[firstAbove(ranks, rank)]?.id ?? "";
  return steps.map(({ label, changes }) => ({
    label,
    changes: changes.toSorted(byPlace).map(({ id, before, after, rankBefore, rankAfter }) => ({
      id,
      ...(before ? { before: withoutSecrets(before) } : {}),
      ...(after ? { after: withoutSecrets(after) } : {}),
      ...(rankBefore !== undefined && rankBefore !== rankAfter ? { placeBefore: behind(rankBefore) } : {}),
      ...(rankAfter !== undefined && rankBefore !== rankAfter ? { placeAfter: behind(rankAfter) } : {}),
    })),
  }));
}

/** Steps that were saved, for the records that are there now. */
export function restoreSteps(steps: SavedHistory["undo"], store: RecordStore): Step[] {
  const all = store.all();
  const places = new Map(all.map((record, index) => [record.id, index]));
  const rankOf = (index: number) => store.rank(all[index]!.id) ?? 0;
  const last = all.length > 0 ? rankOf(all.length - 1) : 0;
  const rankAt = (place: string | undefined, id: string, share: number) => {
    if (place === undefined) return store.rank(id);
    const index = places.get(place);
    if (index === undefined) return last + share;
    const previous = index > 0 ? rankOf(index - 1) : rankOf(index) - 1;
    return previous + (rankOf(index) - previous) * share;
  };
  return steps.map(({ label, changes }) => ({
    label,
    changes: changes.map(({ id, before, after, placeBefore, placeAfter }, index) => {
      const share = (index + 1) / (changes.length + 1);
      return {
        id,
        before,
        after,
        rankBefore: before ? rankAt(placeBefore, id, share) : undefined,
        rankAfter: after ? rankAt(placeAfter, id, share) : undefined,
      };
    }),
  }));
}

function withoutSecrets(record: NodeRecord): NodeRecord {
  if (record.credentials === undefined) return record;
  const { credentials: _, ...rest } = record;
  return rest as NodeRecord;
}

function firstAbove(ranks: readonly number[], rank: number): number {
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranks[middle]! > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}
