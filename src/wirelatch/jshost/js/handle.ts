/** Objects of the Python side that messages carry: a request (`msg.req`), a response (`msg.res`). */
type Values = Record<string, unknown>;

/** An object of the Python side, as far as JavaScript can see it. */
export class Handle {
  readonly #number: number;

  constructor(number: number, snapshot: Values) {
    this.#number = number;
    Object.assign(this, snapshot);
  }

  /** Express' `req.get(name)`. */
  get(name: string): unknown {
    const headers = (this as unknown as { headers?: Values }).headers;
    return headers?.[String(name).toLowerCase()];
  }

  header(name: string): unknown {
    return this.get(name);
  }

  static numberOf(handle: Handle): number {
    return handle.#number;
  }
}
