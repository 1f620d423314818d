/** The clipboard: records as JSON text, kept in the page and handed to the system's clipboard where that is allowed. */
import { type NodeRecord, parseRecords } from "../document";

export class Clipboard {
  #text = "";
  /** False once the page was left: something else may have been copied elsewhere since. */
  #isNewest = false;

  /** Whether there is something to paste. */
  get isEmpty(): boolean {
    return this.#text === "";
  }

  /** Whether this holds what was copied last, as far as the page can know. */
  get isNewest(): boolean {
    return this.#isNewest && !this.isEmpty;
  }

  /** The page was left. */
  leave(): void {
    this.#isNewest = false;
  }

  write(records: readonly NodeRecord[]): void {
    this.#text = JSON.stringify(records);
    this.#isNewest = true;
    // The system's clipboard is closed to pages without permission or without https: the page's own is enough then.
    globalThis.navigator?.clipboard?.writeText(this.#text).catch(() => undefined);
  }

  /** The records that were copied last; an empty list when there are none. */
  read(): NodeRecord[] {
    return this.#text === "" ? [] : parseRecords(this.#text);
  }
}
