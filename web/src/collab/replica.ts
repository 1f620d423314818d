/**
 * This window's copy of a draft. What is done here shows at once and is sent; the server puts everybody's patches into
 * one order, and the copy is always what that order says, with what the server does not have yet on top.
 *
 * Only records that the server's copy differs in are kept twice (`#confirmed`, `#base`), so that a large document costs
 * nothing more. Knows no socket: `send` takes messages, `receive` gets them; without a connection, edits wait.
 */
import {
  type ChangeEvent,
  type FlowDocument,
  type NodeRecord,
  type Patch,
  patchedId,
  type Transaction,
} from "../document";
import { differenceFrom, type Entry } from "./difference";
import { withSharedFirstFlow } from "./first-flow";
import type { Batch, ClientMessage, Deployed, DraftSummary, ServerMessage, Welcome } from "./messages";

/** What the server does not have yet, as it is kept for the next page. */
export interface Unsent {
  inflight: { n: number; ops: Patch[] } | null;
  waiting: Patch[];
}

export interface ReplicaEvents {
  /** There is something to send, or no more. */
  onPending?(isPending: boolean): void;
  /** Others changed the draft; `who` is empty for the server itself. */
  onRemote?(batch: Batch): void;
  onSummary?(summary: DraftSummary & { can_write: boolean }): void;
  /** Records with changes from here that somebody took out meanwhile. */
  onLost?(records: NodeRecord[], user: string): void;
  onRefused?(code: string, message: string): void;
  onDeployed?(revision: string): void;
  onTrouble?(message: string): void;
}

export class Replica {
  readonly #document: FlowDocument;
  readonly #client: string;
  readonly #events: ReplicaEvents;
  /** The deployed records, for when the draft has to be taken anew. */
  readonly #fetchDeployed: () => Promise<{ flows: NodeRecord[]; rev: string }>;
  #send: ((message: ClientMessage) => void) | null = null;
  #isWelcome = false;
  #me = "";
  #epoch = "";
  #seq = -1;
  #n = 0;
  #inflight: Unsent["inflight"] = null;
  /** Records as the server has them, where they may differ from those here. */
  #confirmed = new Map<string, Entry>();
  /** Records as they are on the server once `#inflight` is there, where something was done since. */
  #base = new Map<string, Entry>();
  #restored: Unsent | null = null;
  /** What only this page has, and nobody has touched: the first flow of an empty document. */
  #local = new Map<string, Entry>();
  #isReloading = false;
  #unsubscribe: () => void;

  constructor(
    document: FlowDocument,
    client: string,
    fetchDeployed: () => Promise<{ flows: NodeRecord[]; rev: string }>,
    events: ReplicaEvents = {},
  ) {
    this.#document = document;
    this.#client = client;
    this.#fetchDeployed = fetchDeployed;
    this.#events = events;
    this.#unsubscribe = document.subscribe((event) => this.#changed(event));
  }

  /**
   * The draft as it was fetched with the page: `ops` on top of the deployed records that the document holds. What the
   * document has beside those (`local`, as it is deployed) goes to the server with the first edit.
   */
  begin(
    { epoch, seq, revision }: DraftSummary,
    ops: Patch[],
    unsent: Unsent | null,
    local: ReadonlyMap<string, Entry> = new Map(),
  ): void {
    this.#local = new Map(local);
    if (revision === this.#document.revision) {
      this.#document.receive("Draft", (tx) => tx.apply(ops));
      this.#epoch = epoch;
      this.#seq = seq;
    }
    this.#restored = unsent;
    if (unsent?.inflight) this.#n = unsent.inflight.n;
  }

  get isPending(): boolean {
    return this.#inflight !== null || this.#base.size > 0 || this.#restored !== null;
  }

  /** What is to be kept for the next page; null when the server has everything. */
  get unsent(): Unsent | null {
    const own = { inflight: this.#inflight, waiting: differenceFrom(this.#base, this.#document) };
    if (this.#restored) return own.inflight ? joined(own, this.#restored) : joined(this.#restored, own);
    return own.inflight || own.waiting.length > 0 ? own : null;
  }

  /** There is a connection; null: there is none any more. */
  connect(send: ((message: ClientMessage) => void) | null): void {
    this.#send = send;
    this.#isWelcome = false;
    if (send) this.#hello();
  }

  /** Sends what was done since the last time, when the server has what was sent then. */
  flush(): void {
    if (!this.#send || !this.#isWelcome || this.#inflight || this.#base.size === 0) return;
    const ops = differenceFrom(this.#base, this.#document);
    this.#base.clear();
    if (ops.length === 0) this.#confirmed.clear();
    else {
      this.#n += 1;
      this.#inflight = { n: this.#n, ops };
      this.#send({ edit: this.#inflight });
    }
    this.#events.onPending?.(this.isPending);
  }

  async receive(message: ServerMessage): Promise<void> {
    if (message.welcome) await this.#welcome(message.welcome);
    else if (!this.#isWelcome) return;
    else if (message.batch) this.#take(message.batch);
    else if (message.ack) {
      const { n, seq } = message.ack;
      // Sent by an earlier page of this window: what it was is to be asked for.
      if (n !== this.#inflight?.n && seq > this.#seq) this.#hello();
      else this.#acknowledged(n, seq);
    } else if (message.refused) this.#refused(message.refused);
    else if (message.deployed) await this.#deployed(message.deployed);
    if (message.trouble) this.#events.onTrouble?.(message.trouble);
  }

  destroy(): void {
    this.#unsubscribe();
    this.#send = null;
  }

  #hello(fresh = false): void {
    this.#isWelcome = false;
    const { revision } = this.#document;
    this.#send?.({
      hello: { client: this.#client, epoch: this.#epoch, seq: fresh ? -1 : this.#seq, revision },
    });
  }

  #changed({ origin, changes }: ChangeEvent): void {
    if (origin === "load" && !this.#isReloading) {
      // Other records than the draft's, without us: the draft is shown again.
      this.#confirmed.clear();
      this.#base.clear();
      if (this.#isWelcome) this.#hello(true);
    }
    if (origin !== "edit" && origin !== "undo" && origin !== "redo") return;
    for (const [id, entry] of this.#local) {
      this.#confirmed.set(id, entry);
      this.#base.set(id, entry);
    }
    this.#local.clear();
    for (const { id, before, rankBefore } of changes) {
      const entry = { record: before, rank: rankBefore };
      if (!this.#confirmed.has(id)) this.#confirmed.set(id, entry);
      if (!this.#base.has(id)) this.#base.set(id, entry);
    }
    this.#events.onPending?.(true);
  }

  async #welcome(welcome: Welcome): Promise<void> {
    this.#me = welcome.client;
    const wasUnsent = this.#restored;
    this.#restored = null;
    if (welcome.batches) {
      this.#isWelcome = true;
      for (const batch of welcome.batches) this.#take(batch);
      // Sent, stored, and its acknowledgement lost: it was among the batches, or in what was fetched with the page.
      if (this.#inflight && this.#inflight.n <= welcome.n) this.#acknowledged(this.#inflight.n, this.#seq);
      if (wasUnsent) this.#takeUp(wasUnsent, welcome.n);
    } else {
      let isStarted = false;
      try {
        isStarted = await this.#startAnew(welcome, wasUnsent);
      } finally {
        // Still to be sent, before what another window has left meanwhile.
        if (!isStarted && wasUnsent) this.#restored = joined(wasUnsent, this.#restored);
      }
      if (!isStarted) return;
      this.#isWelcome = true;
    }
    this.#n = Math.max(this.#n, welcome.n);
    this.#epoch = welcome.epoch;
    this.#events.onSummary?.(welcome);
    if (this.#inflight) this.#send?.({ edit: this.#inflight });
    this.flush();
    this.#events.onPending?.(this.isPending);
  }

  /** Do, and send, what a window left that is no more. */
  adopt(unsent: Unsent): void {
    if (this.#isWelcome) {
      this.#takeUp(unsent, 0);
      this.flush();
    } else this.#restored = joined(this.#restored ?? { inflight: null, waiting: [] }, unsent);
    this.#events.onPending?.(this.isPending);
  }

  /** What an earlier page could not send is done here, and sent. */
  #takeUp({ inflight, waiting }: Unsent, lastTaken: number): void {
    const isTaken = inflight !== null && inflight.n <= lastTaken;
    const ops = [...(inflight && !isTaken ? inflight.ops : []), ...waiting];
    this.#keep(ops);
    this.#document.receive("Draft", (tx) => tx.apply(ops));
  }

  #keep(ops: readonly Patch[]): void {
    for (const id of new Set(ops.map(patchedId))) {
      const entry = { record: this.#document.get(id), rank: this.#document.rank(id) };
      if (!this.#confirmed.has(id)) this.#confirmed.set(id, entry);
      if (!this.#base.has(id)) this.#base.set(id, entry);
    }
  }

  /** Take the whole draft anew, and what the server does not have on top. False when it has been asked for again. */
  async #startAnew(welcome: Welcome, wasUnsent: Unsent | null): Promise<boolean> {
    let deployed: { flows: NodeRecord[]; rev: string };
    try {
      deployed = await this.#fetchDeployed();
    } catch (error) {
      // Whoever holds the connection begins again with another one.
      this.#events.onTrouble?.("");
      throw error;
    }
    if (deployed.rev !== welcome.revision) {
      // Deployed at this very moment: ask again.
      this.#hello(true);
      return false;
    }
    const waiting = [...differenceFrom(this.#base, this.#document), ...(wasUnsent?.waiting ?? [])];
    const inflight = this.#inflight ?? wasUnsent?.inflight ?? null;
    this.#inflight = inflight && inflight.n > welcome.n ? inflight : null;
    const secrets = this.#secrets();
    const ops = welcome.ops ?? [];
    const { records, local } = welcome.can_write
      ? withSharedFirstFlow(deployed.flows, ops, welcome.epoch)
      : { records: deployed.flows, local: new Map<string, Entry>() };
    this.#local = local;
    this.#isReloading = true;
    try {
      this.#document.reload(records, deployed.rev, (tx) => {
        tx.apply(ops);
        this.#onTop(tx, waiting, secrets);
      });
    } finally {
      this.#isReloading = false;
    }
    this.#seq = welcome.seq;
    return true;
  }

  #take(batch: Batch): void {
    if (batch.seq <= this.#seq) return;
    // One of an earlier page of this window is news to this page.
    if (batch.client === this.#me && batch.n === this.#inflight?.n) {
      this.#acknowledged(batch.n, batch.seq);
      return;
    }
    if (batch.seq !== this.#seq + 1) {
      this.#hello(true);
      return;
    }
    this.#seq = batch.seq;
    for (const patch of batch.ops) this.#local.delete(patchedId(patch));
    if (this.#confirmed.size === 0) {
      this.#document.receive(batch.user, (tx) => tx.apply(batch.ops));
    } else this.#takeUnder(batch);
    this.#events.onRemote?.(batch);
  }

  /** A batch goes below what the server does not have yet: that is taken off, and put on again. */
  #takeUnder(batch: Batch): void {
    const waiting = differenceFrom(this.#base, this.#document);
    const pending = new Set([...(this.#inflight?.ops ?? []), ...waiting].filter(isChange).map(patchedId));
    const before = new Map([...pending].map((id) => [id, this.#document.get(id)]));
    const secrets = this.#secrets();
    this.#document.receive(batch.user, (tx) => {
      for (const [id, { record, rank }] of this.#confirmed) tx.restore(id, record, rank);
      tx.apply(batch.ops);
      this.#onTop(tx, waiting, secrets);
    });
    const lost = [...before].flatMap(([id, record]) => (record && !this.#document.has(id) ? [record] : []));
    if (lost.length > 0) this.#events.onLost?.(lost, batch.user);
  }

  /** Puts on what the server does not have, and remembers what was below. */
  #onTop(tx: Transaction, waiting: readonly Patch[], secrets: ReadonlyMap<string, unknown>): void {
    const snapshot = (ops: readonly Patch[]) =>
      new Map([...new Set(ops.map(patchedId))].map((id) => [id, { record: tx.get(id), rank: tx.rank(id) }]));
    const sent = this.#inflight?.ops ?? [];
    this.#confirmed = snapshot([...sent, ...waiting]);
    tx.apply(sent);
    this.#base = snapshot(waiting);
    tx.apply(waiting);
    for (const [id, credentials] of secrets) {
      if (tx.get(id)) tx.update(id, { credentials });
    }
  }

  /** Credentials that only this window has. */
  #secrets(): Map<string, unknown> {
    const secrets = new Map<string, unknown>();
    for (const id of this.#document.changedIds()) {
      const credentials = this.#document.get(id)?.credentials;
      if (credentials !== undefined) secrets.set(id, credentials);
    }
    return secrets;
  }

  #acknowledged(n: number, seq: number): void {
    if (seq > this.#seq) this.#seq = seq;
    if (this.#inflight?.n !== n) return;
    this.#inflight = null;
    this.#confirmed = new Map(this.#base);
    this.flush();
    this.#events.onPending?.(this.isPending);
  }

  /** What the server does not take is taken back here too. */
  #refused({ n, code, message }: { n: number; code: string; message: string }): void {
    if (!this.#inflight || (n !== 0 && n !== this.#inflight.n)) return;
    this.#inflight = null;
    this.#events.onRefused?.(code, message);
    this.#hello(true);
  }

  async #deployed(news: Deployed): Promise<void> {
    if (news.revision !== this.#document.revision) {
      if (news.before !== this.#document.revision) {
        this.#hello(true);
        return;
      }
      this.#document.deployedElsewhere(news.ops, news.revision);
    }
    this.#events.onDeployed?.(news.revision);
  }
}

/** What two pages could not send, as one; numbers of batches are those of the first. */
function joined(first: Unsent, then: Unsent | null): Unsent {
  return { ...first, waiting: [...first.waiting, ...(then?.inflight?.ops ?? []), ...(then?.waiting ?? [])] };
}

const isChange = (patch: Patch): boolean =>
  patch.op !== "remove" && patch.op !== "add" && patch.op !== "move";
