/**
 * The `/comms` WebSocket: JSON arrays of `{topic, data}` from the server, `{"subscribe": topic}` to it.
 *
 * A subscription only replays what the server retains for the topic; everything else arrives anyway. The server sends
 * a heartbeat (`hb`) every 15 s, so a longer silence means that the connection is dead even if no error was seen.
 */

import { addressOf } from "./root.ts";

export interface CommsState {
  status: "connecting" | "open" | "waiting" | "refused";
  /** Seconds until the next attempt, while `waiting`. */
  retryIn?: number;
}

type Handler = (data: unknown, topic: string) => void;

const SILENCE_MS = 40_000;
const FIRST_RETRY_S = 1;
const LONGEST_RETRY_S = 30;

/** Whether an MQTT-like pattern (`+` one level, `#` the rest) names the topic. */
export function topicMatches(pattern: string, topic: string): boolean {
  const wanted = pattern.split("/");
  const given = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (given[index] === undefined || (level !== "+" && level !== given[index])) return false;
  }
  return wanted.length === given.length;
}

export class Comms {
  #socket: WebSocket | null = null;
  #handlers = new Map<string, Set<Handler>>();
  #watchers = new Set<(state: CommsState) => void>();
  #state: CommsState = { status: "connecting" };
  #attempts = 0;
  #silence = 0;
  #countdown = 0;
  #closed = false;

  readonly #url: string;

  constructor(url: string = socketUrl()) {
    this.#url = url;
  }

  get state(): CommsState {
    return this.#state;
  }

  /** Opens the connection, now; also what "try now" does during a countdown. */
  connect(): void {
    if (this.#closed || this.#socket) return;
    window.clearInterval(this.#countdown);
    this.#set({ status: "connecting" });
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempts = 0;
      for (const topic of this.#handlers.keys()) socket.send(JSON.stringify({ subscribe: topic }));
      this.#set({ status: "open" });
      this.#listenForSilence();
    };
    socket.onmessage = (event) => {
      this.#listenForSilence();
      this.#receive(String(event.data));
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  /** Connects again after `close`, or after the server had refused. */
  reopen(): void {
    this.#closed = false;
    this.connect();
  }

  close(): void {
    this.#closed = true;
    window.clearInterval(this.#countdown);
    window.clearTimeout(this.#silence);
    this.#socket?.close();
    this.#socket = null;
  }

  /** Hands every message of the topic pattern to the handler; gives the function that ends it. */
  subscribe(pattern: string, handler: Handler): () => void {
    let handlers = this.#handlers.get(pattern);
    if (!handlers) {
      handlers = new Set();
      this.#handlers.set(pattern, handlers);
      if (this.#state.status === "open") this.#socket?.send(JSON.stringify({ subscribe: pattern }));
    }
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  /** Tells the server something on a topic; while there is no connection, nothing. */
  send(topic: string, data: unknown): void {
    if (this.#state.status === "open") this.#socket?.send(JSON.stringify({ topic, data }));
  }

  watch(watcher: (state: CommsState) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.#state);
    return () => this.#watchers.delete(watcher);
  }

  #receive(text: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return;
    }
    if (!Array.isArray(parsed)) {
      if ((parsed as { auth?: string } | null)?.auth === "fail") {
        this.close();
        this.#set({ status: "refused" });
      }
      return;
    }
    for (const { topic, data } of parsed as { topic: string; data: unknown }[]) {
      for (const [pattern, handlers] of this.#handlers) {
        if (topicMatches(pattern, topic)) for (const handler of handlers) handler(data, topic);
      }
    }
  }

  #listenForSilence(): void {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#socket?.close(), SILENCE_MS);
  }

  #lost(): void {
    window.clearTimeout(this.#silence);
    this.#socket = null;
    if (this.#closed) return;
    let left = Math.min(FIRST_RETRY_S * 2 ** this.#attempts, LONGEST_RETRY_S);
    this.#attempts += 1;
    this.#set({ status: "waiting", retryIn: left });
    this.#countdown = window.setInterval(() => {
      left -= 1;
      if (left <= 0) this.connect();
      else this.#set({ status: "waiting", retryIn: left });
    }, 1000);
  }

  #set(state: CommsState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}

function socketUrl(): string {
  return new URL(addressOf("/comms"), window.location.href).href.replace(/^http/, "ws");
}
