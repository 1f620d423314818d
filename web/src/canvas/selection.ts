/** What is selected on the flow that is shown: nodes, groups and junctions by id, wires by key. */

export class Selection {
  readonly ids = new Set<string>();
  readonly wires = new Set<string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isEmpty(): boolean {
    return this.ids.size === 0 && this.wires.size === 0;
  }

  set(ids: Iterable<string>, wires: Iterable<string> = []): void {
    const nextIds = new Set(ids);
    const nextWires = new Set(wires);
    if (sameSet(nextIds, this.ids) && sameSet(nextWires, this.wires)) return;
    refill(this.ids, nextIds);
    refill(this.wires, nextWires);
    this.#onChange();
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#onChange();
  }

  toggleWire(key: string): void {
    if (!this.wires.delete(key)) this.wires.add(key);
    this.#onChange();
  }

  add(ids: Iterable<string>): void {
    this.set([...this.ids, ...ids], this.wires);
  }

  clear(): void {
    this.set([]);
  }

  /** Drop what is no longer there. */
  keep(hasId: (id: string) => boolean, hasWire: (key: string) => boolean): void {
    this.set([...this.ids].filter(hasId), [...this.wires].filter(hasWire));
  }
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));

function refill(set: Set<string>, items: Iterable<string>): void {
  set.clear();
  for (const item of items) set.add(item);
}
