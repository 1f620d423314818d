/**
 * The WebSocket to the draft: opened again whenever it is lost, at growing intervals. A connection over which nothing
 * comes any more, or that takes what is sent and never answers, is lost too: not every network says so.
 */
import type { ClientMessage, ServerMessage } from "./messages";

export type Status = "connecting" | "live" | "offline" | "refused";

interface Ends {
  onOpen(send: (message: ClientMessage) => void): void;
  onMessage(message: ServerMessage): Promise<void>;
  onLost(): void;
  onStatus(status: Status): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
const SILENCE_MS = 40_000;
const ANSWER_MS = 8_000;
/** Close code of the server for those whom it does not let in. */
const POLICY = 1008;

export class Connection {
  readonly #url: string;
  readonly #ends: Ends;
  #socket: WebSocket | null = null;
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #answer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(url: string, ends: Ends) {
    this.#url = url;
    this.#ends = ends;
  }

  open(): void {
    if (this.#socket || this.#isClosed) return;
    clearTimeout(this.#retry);
    this.#ends.onStatus(this.#attempts === 0 ? "connecting" : "offline");
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    // A network that swallows everything does not refuse either.
    this.#expectAnswer(socket);
    socket.onopen = () => {
      this.#listen(socket);
      this.#ends.onOpen((message) => {
        if (socket.readyState !== WebSocket.OPEN) return;
        socket.send(JSON.stringify(message));
        this.#expectAnswer(socket);
      });
    };
    socket.onmessage = (event) => {
      this.#listen(socket);
      clearTimeout(this.#answer);
      this.#answer = undefined;
      const message = JSON.parse(String(event.data)) as ServerMessage;
      if (message.hb) return;
      // One after the other, though some take time: a message may need the flows that are deployed now.
      this.#work = this.#work
        .then(async () => {
          if (this.#socket !== socket) return;
          await this.#ends.onMessage(message);
          if (message.welcome && this.#socket === socket) {
            this.#attempts = 0;
            this.#ends.onStatus("live");
          }
        })
        .catch((error: unknown) => {
          // What comes after it may build on it: begin again, with what the server says then.
          console.error(error);
          this.#giveUp(socket);
        });
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lost(event.code === POLICY);
    };
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#drop();
  }

  #drop(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#answer);
    this.#answer = undefined;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lost(isRefused: boolean): void {
    this.#drop();
    this.#ends.onLost();
    if (this.#isClosed) return;
    this.#ends.onStatus(isRefused ? "refused" : "offline");
    const pause = Math.min(FIRST_RETRY_MS * 2 ** this.#attempts, LONGEST_RETRY_MS);
    this.#attempts += 1;
    this.#retry = setTimeout(() => this.open(), isRefused ? LONGEST_RETRY_MS : pause);
  }

  #listen(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#giveUp(socket), SILENCE_MS);
  }

  #expectAnswer(socket: WebSocket): void {
    this.#answer ??= setTimeout(() => this.#giveUp(socket), ANSWER_MS);
  }

  #giveUp(socket: WebSocket): void {
    // Closing waits for the other end, which may never answer.
    if (this.#socket === socket) this.#lost(false);
  }
}
