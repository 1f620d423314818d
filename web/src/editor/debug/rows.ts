/**
 * Which rows of a long list are in view, when each has a height of its own that is known only once it has been shown.
 * Pure.
 */

export interface Window {
  /** The first and the last row to be shown, the last not included. */
  from: number;
  to: number;
  /** Height of the rows before and behind. */
  above: number;
  below: number;
}

/** Heights of rows by key; those that have not been measured are taken to be as high as the usual one. */
export class RowHeights {
  readonly #heights = new Map<number, number>();
  readonly #usual: number;

  constructor(usual: number) {
    this.#usual = usual;
  }

  of(key: number): number {
    return this.#heights.get(key) ?? this.#usual;
  }

  /** Note a height; gives whether it is news. */
  set(key: number, height: number): boolean {
    if (this.of(key) === height) return false;
    this.#heights.set(key, height);
    return true;
  }

  /** Forget all rows before one. */
  forgetBefore(key: number): void {
    for (const known of this.#heights.keys()) if (known < key) this.#heights.delete(known);
  }
}

/** The rows in view, and some beyond on both sides. */
export function windowOf(
  rows: readonly { key: number }[],
  heights: RowHeights,
  top: number,
  height: number,
  beyond = 300,
): Window {
  let from = 0;
  let above = 0;
  while (from < rows.length) {
    const next = heights.of(rows[from]!.key);
    if (above + next > top - beyond) break;
    above += next;
    from += 1;
  }
  let to = from;
  let at = above;
  while (to < rows.length && at < top + height + beyond) {
    at += heights.of(rows[to]!.key);
    to += 1;
  }
  let below = 0;
  for (let row = to; row < rows.length; row++) below += heights.of(rows[row]!.key);
  return { from, to, above, below };
}
