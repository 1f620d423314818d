/**
 * Which things are near: a hash of square cells, each with the keys whose box touches it. Boxes of flows are small
 * against a cell, so that putting, moving and asking all cost about as much as what they find. Pure.
 */
import { intersects, type Rect } from "./geometry";

const CELL = 512;
/** A box over more cells than this (a very long wire) is kept in a list of its own and looked at every time. */
const MOST_CELLS = 64;

export class GridIndex<K> {
  readonly #cells = new Map<number, Set<K>>();
  readonly #boxes = new Map<K, Rect>();
  readonly #large = new Set<K>();

  get size(): number {
    return this.#boxes.size;
  }

  box(key: K): Rect | undefined {
    return this.#boxes.get(key);
  }

  /** Put a key at a box, in place of where it was. */
  set(key: K, box: Rect): void {
    const old = this.#boxes.get(key);
    this.#boxes.set(key, box);
    if (old) {
      if (sameCells(old, box) && !this.#large.has(key)) return;
      this.#drop(key, old);
    }
    if (cellCount(box) > MOST_CELLS) {
      this.#large.add(key);
      return;
    }
    eachCell(box, (cell) => {
      const keys = this.#cells.get(cell);
      if (keys) keys.add(key);
      else this.#cells.set(cell, new Set([key]));
    });
  }

  delete(key: K): void {
    const old = this.#boxes.get(key);
    if (!old) return;
    this.#boxes.delete(key);
    this.#drop(key, old);
  }

  clear(): void {
    this.#cells.clear();
    this.#boxes.clear();
    this.#large.clear();
  }

  /** The keys whose boxes touch a rectangle, each once, in no order. */
  query(rect: Rect): Set<K> {
    const found = new Set<K>();
    const look = (key: K) => {
      if (!found.has(key) && intersects(this.#boxes.get(key)!, rect)) found.add(key);
    };
    for (const key of this.#large) look(key);
    // Asked for more than there is, it is quicker to go through everything once.
    if (cellCount(rect) > this.#cells.size) for (const key of this.#boxes.keys()) look(key);
    else
      eachCell(rect, (cell) => {
        const keys = this.#cells.get(cell);
        if (keys) for (const key of keys) look(key);
      });
    return found;
  }

  #drop(key: K, box: Rect): void {
    if (this.#large.delete(key)) return;
    eachCell(box, (cell) => {
      const keys = this.#cells.get(cell);
      if (keys?.delete(key) && keys.size === 0) this.#cells.delete(cell);
    });
  }
}

const column = (x: number): number => Math.floor(x / CELL);
const cellCount = (rect: Rect): number =>
  (column(rect.x + rect.w) - column(rect.x) + 1) * (column(rect.y + rect.h) - column(rect.y) + 1);

const sameCells = (a: Rect, b: Rect): boolean =>
  column(a.x) === column(b.x) &&
  column(a.y) === column(b.y) &&
  column(a.x + a.w) === column(b.x + b.w) &&
  column(a.y + a.h) === column(b.y + b.h);

/** Cells are numbered by column and row, 2²⁶ each way. */
function eachCell(rect: Rect, visit: (cell: number) => void): void {
  const lastColumn = column(rect.x + rect.w);
  const lastRow = column(rect.y + rect.h);
  for (let x = column(rect.x); x <= lastColumn; x++) {
    for (let y = column(rect.y); y <= lastRow; y++) visit(x * 67_108_864 + y);
  }
}
