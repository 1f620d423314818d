/** A polite live region: what is said last is heard, and the same text twice is heard twice. */

/** Texts said within this time, in milliseconds, are one: a deletion and the selection it ends. */
const TOGETHER = 60;

export class Announcer {
  readonly element = document.createElement("div");
  #texts: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.element.className = "wl-canvas-live";
    this.element.setAttribute("role", "status");
    this.element.setAttribute("aria-live", "polite");
    this.element.setAttribute("aria-atomic", "true");
  }

  say(text: string): void {
    if (text === "" || this.#texts.includes(text)) return;
    this.#texts.push(text);
    this.#timer ??= setTimeout(() => this.#speak(), TOGETHER);
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.element.remove();
  }

  #speak(): void {
    this.#timer = undefined;
    const text = this.#texts.join(". ");
    this.#texts = [];
    // A mark that is not spoken makes a repeated text a change.
    this.element.textContent = this.element.textContent === text ? `${text}\u00a0` : text;
  }
}
