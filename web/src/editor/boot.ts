/** Loads what the editor starts with, and connects what runs for as long as the page is open. */

import {
  Comms,
  getDraft,
  getFlows,
  getNodeTypes,
  getSession,
  getSettings,
  getUserSettings,
  whenSignedOut,
} from "../api";
import { FlowDocument, NodeTypes } from "../document";
import { t } from "../i18n";
import { notify } from "../ui/Toast";
import { firstRecords, openDraft, wouldLose } from "./collab/session";
import type { DebugMessage } from "./debug/decode";
import { receiveDebug } from "./debug/store";
import { heardDeploy, showFirstFlow } from "./deploy/deploy";
import { allows, type Editor } from "./editor";
import { STARTS } from "./features";
import { followLanguage, takeTypes } from "./node-types";
import { loadPreferences, showFirstLanguage } from "./preferences";
import { ui } from "./store";
import { openAddress } from "./workspace/addresses";
import { isHidden } from "./workspace/hidden-flows";

/** Everything that must be there before the first picture, fetched at once. */
export async function boot(): Promise<Editor> {
  const language = showFirstLanguage();
  const [session, nodeTypes, settings, flows, userSettings, draft] = await Promise.all([
    getSession(),
    getNodeTypes(),
    getSettings(),
    getFlows(),
    getUserSettings().catch(() => ({})),
    // Without a draft on the server, what is changed is kept here until it is deployed.
    getDraft().catch(() => null),
  ]);
  const types = new NodeTypes(nodeTypes);
  const canWrite = allows(session.user?.permissions, "flows.write");
  // A first flow that nobody has touched is no change: it goes to the server with the first deploy.
  const { records, local } = firstRecords(flows.flows, draft, canWrite);
  const document = FlowDocument.fromJSON(records, types, flows.rev);
  const editor: Editor = {
    document,
    types,
    comms: new Comms(),
    session,
    settings,
    userSettings: userSettings ?? {},
    canWrite,
    canvas: null,
    context: null,
  };
  await language;
  await loadPreferences(editor);
  await takeTypes(editor, nodeTypes);
  followLanguage(editor);
  if (draft) openDraft(editor, draft, local);
  const first = document.tabs().find((tab) => !isHidden(tab.id)) ?? document.tabs()[0];
  ui.set({ flow: first?.id ?? "" });
  connect(editor);
  return editor;
}

function connect(editor: Editor): void {
  const { comms, document } = editor;
  whenSignedOut(() => ui.open({ kind: "signed-out" }));
  comms.subscribe("debug", (data) => receiveDebug(data as DebugMessage));
  comms.subscribe("notification/#", (data, topic) =>
    heard(editor, topic.slice("notification/".length), data),
  );
  // Taking back "Add flow" takes the flow away that is shown.
  document.subscribe(({ origin }) => {
    if ((origin === "undo" || origin === "redo") && !document.get(ui.get().flow)) showFirstFlow(editor);
  });
  let wasOpen = false;
  comms.watch((state) => {
    ui.set({ comms: state });
    if (state.status === "refused") ui.open({ kind: "signed-out" });
    if (state.status === "open" && wasOpen) {
      notify({ kind: "success", title: t("Connected again") });
      // Somebody may have deployed meanwhile.
      getFlows().then(
        ({ rev }) => heardDeploy(editor, rev),
        () => {},
      );
    }
    wasOpen ||= state.status === "open";
  });
  for (const start of STARTS) start(editor);
  comms.connect();
  window.addEventListener("beforeunload", (event) => {
    if (wouldLose(editor)) event.preventDefault();
  });
  window.addEventListener("hashchange", () => {
    openAddress(editor, window.location.hash);
  });
}

function heard(editor: Editor, topic: string, data: unknown): void {
  if (topic === "runtime-deploy") {
    heardDeploy(editor, (data as { revision?: string } | null)?.revision);
  }
}
