/** The server's end of the protocol in memory, over connections that can be cut: src/wirelatch/workbench/drafts. */
import { FlowDocument, type NodeRecord, type NodeTypes, type Patch } from "../../document";
import type { Batch, ClientMessage, ServerMessage } from "../messages";
import type { Replica } from "../replica";

export class DraftServer {
  readonly document: FlowDocument;
  readonly deployed: NodeRecord[];
  #epoch = 1;
  #seq = 0;
  #batches: Batch[] = [];
  #numbers = new Map<string, number>();
  readonly lines = new Set<Line>();

  constructor(deployed: NodeRecord[], types: NodeTypes) {
    this.deployed = deployed;
    this.document = FlowDocument.fromJSON(deployed, types, "r1");
  }

  /** Forget what cannot be told batch by batch any more. */
  restart(): void {
    this.#epoch += 1;
    this.#batches = [];
    for (const line of [...this.lines]) line.cut();
  }

  take(line: Line, message: ClientMessage): void {
    if ("hello" in message) {
      const { client, epoch, seq } = message.hello;
      line.client = client;
      const isKnown = epoch === String(this.#epoch) && seq >= this.#seq - this.#batches.length;
      line.toClient({
        welcome: {
          draft: "shared",
          epoch: String(this.#epoch),
          seq: this.#seq,
          revision: "r1",
          authors: {},
          client,
          n: this.#numbers.get(client) ?? 0,
          can_write: true,
          ...(isKnown
            ? { batches: this.#batches.filter((batch) => batch.seq > seq) }
            : { ops: this.#difference() }),
        },
      });
      this.lines.add(line);
    } else {
      const { n, ops } = message.edit;
      if (n <= (this.#numbers.get(line.client) ?? 0)) {
        line.toClient({ ack: { n, seq: 0 } });
        return;
      }
      this.#numbers.set(line.client, n);
      this.#seq += 1;
      const batch: Batch = { seq: this.#seq, client: line.client, n, user: line.client, ops };
      this.document.receive("", (tx) => tx.apply(ops));
      this.#batches.push(batch);
      for (const other of this.lines) {
        other.toClient(other.client === line.client ? { ack: { n, seq: batch.seq } } : { batch });
      }
    }
  }

  #difference(): Patch[] {
    const now = this.document.all();
    return [
      ...this.deployed.map((record): Patch => ({ op: "remove", id: record.id })),
      ...now.map((record): Patch => ({ op: "add", record, before: null })),
    ];
  }
}

/** A connection: messages wait in both directions until they are let through, in order. */
export class Line {
  client = "";
  readonly #server: DraftServer;
  readonly #replica: Replica;
  #up: ClientMessage[] = [];
  #down: ServerMessage[] = [];
  isOpen = true;

  constructor(server: DraftServer, replica: Replica) {
    this.#server = server;
    this.#replica = replica;
    replica.connect((message) => {
      if (this.isOpen) this.#up.push(structuredClone(message));
    });
  }

  toClient(message: ServerMessage): void {
    if (this.isOpen) this.#down.push(structuredClone(message));
  }

  get isBusy(): boolean {
    return this.#up.length + this.#down.length > 0;
  }

  /** Let one message through. */
  async step(up: boolean): Promise<void> {
    if (up) {
      const message = this.#up.shift();
      if (message) this.#server.take(this, message);
    } else {
      const message = this.#down.shift();
      if (message) await this.#replica.receive(message);
    }
  }

  /** Lose the connection, and what was on its way. */
  cut(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#up = [];
    this.#down = [];
    this.#server.lines.delete(this);
    this.#replica.connect(null);
  }
}
