/** Opens the draft with the page, keeps it the same as everybody's, and keeps the history for the next page. */

import { type DraftAnswer, getFlows, liveDraftUrl } from "../../api";
import {
  type Batch,
  Connection,
  keep,
  keepUnsent,
  Replica,
  stayAlive,
  takeKept,
  takeOrphans,
  withSharedFirstFlow,
} from "../../collab";
import { type FlowDocument, type NodeRecord, nodeLabel, patchedId, withFirstFlow } from "../../document";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";
import { showFirstFlow } from "../deploy/deploy";
import type { Editor } from "../editor";
import { ui } from "../store";
import { atMostEvery } from "./pace";
import { useCollab } from "./store";

/** What was done is sent at most so often. */
const SEND_MS = 60;
/** What cannot be sent is written down after so long. */
const KEEP_MS = 800;

/** The records that the page begins with: those that are deployed, and for whoever may change them a first flow. */
export function firstRecords(flows: NodeRecord[], draft: DraftAnswer | null, canWrite: boolean) {
  if (!canWrite) return { records: flows, local: new Map() };
  // Without a draft there is nobody to make the same flow as.
  return draft
    ? withSharedFirstFlow(flows, draft.ops, draft.epoch)
    : { records: withFirstFlow(flows), local: new Map() };
}

/** Put the draft on top of what is deployed, before anything is shown, and stay connected with it. */
export function openDraft(
  editor: Editor,
  draft: DraftAnswer,
  local: ReturnType<typeof firstRecords>["local"],
): void {
  const { document } = editor;
  const { id, history, unsent } = takeKept();
  const replica = new Replica(document, id, getFlows, {
    onPending: (isPending) => {
      if (isPending !== useCollab.getState().isPending) useCollab.setState({ isPending });
      schedule();
    },
    onRemote: (batch) => heardBatch(editor, batch),
    onSummary: ({ draft, authors }) => {
      useCollab.setState({ draft, authors, trouble: "" });
      if (!document.get(ui.get().flow)) showFirstFlow(editor);
    },
    onLost: (records, user) => offerBack(editor, records, user),
    onRefused: (_code, message) =>
      notify({ kind: "error", title: t("The server did not take your last change"), description: message }),
    onTrouble: (trouble) => useCollab.setState({ trouble }),
  });
  replica.begin(draft, draft.ops, unsent, local);
  if (history) document.restoreHistory(history);
  useCollab.setState({ status: "connecting", draft: draft.draft, authors: draft.authors });

  const send = atMostEvery(SEND_MS, () => replica.flush());
  const write = atMostEvery(KEEP_MS, () => keepUnsent(id, replica.unsent));
  const schedule = () => {
    send();
    write();
  };
  document.subscribe(({ origin, changes }) => {
    if (origin === "edit" || origin === "undo" || origin === "redo") {
      const { user } = editor.session;
      if (user)
        noteAuthor(
          user.username,
          changes.map((change) => change.id),
        );
    }
  });

  const connection = new Connection(liveDraftUrl(), {
    onOpen: (send) => replica.connect(send),
    onMessage: (message) => replica.receive(message),
    onLost: () => replica.connect(null),
    onStatus: (status) => useCollab.setState({ status }),
  });
  connection.open();
  window.addEventListener("online", () => connection.open());
  // Where the one connection gets through, the other need not wait.
  editor.comms.watch(({ status }) => {
    if (status === "open") connection.open();
  });
  keepOverPages(id, document, replica);
  stayAlive(id);
  takeOrphans(id)
    .then((orphans) => {
      for (const orphan of orphans) replica.adopt(orphan);
    })
    .catch(console.error);
}

function keepOverPages(id: string, document: FlowDocument, replica: Replica): void {
  window.addEventListener("pagehide", () => {
    replica.flush();
    keep({ id, history: document.saveHistory(), unsent: replica.unsent });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) takeKept();
  });
}

/** Whether closing the page loses something: what the server does not have, secrets that wait for a deploy. */
export function wouldLose({ document, canWrite }: Editor): boolean {
  const { status, isPending } = useCollab.getState();
  if (!canWrite || !document.isDirty()) return false;
  if (status === "absent" || isPending) return true;
  return [...document.changedIds()].some((id) => document.get(id)?.credentials !== undefined);
}

function noteAuthor(name: string, ids: readonly string[]): void {
  const { authors } = useCollab.getState();
  if (ids.every((id) => authors[id] === name)) return;
  useCollab.setState({ authors: { ...authors, ...Object.fromEntries(ids.map((id) => [id, name])) } });
}

function heardBatch(editor: Editor, batch: Batch): void {
  if (batch.user) noteAuthor(batch.user, batch.ops.map(patchedId));
  if (!editor.document.get(ui.get().flow)) showFirstFlow(editor);
}

/** Somebody took out what was being changed here: it is not lost, whoever changed it decides. */
function offerBack(editor: Editor, records: NodeRecord[], user: string): void {
  const { document, types } = editor;
  const [first] = records;
  const name = first ? nodeLabel(first, types, document) : "";
  notify(
    {
      kind: "warning",
      title: t("{user} deleted what you were changing", { user: user || t("Somebody") }),
      description: t("{name}{more, plural, =0 {} other { and # more}}", { name, more: records.length - 1 }),
      action: {
        label: t("Put back"),
        onPress: () =>
          document.transact(t("Put back"), (tx) => {
            for (const record of records) if (!tx.get(record.id)) tx.add(record);
          }),
      },
    },
    0,
  );
}
