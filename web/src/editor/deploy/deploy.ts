/** Deploying: the check before it, the request, and what its answer means for the document that is open here. */

import { ApiError, type DeployKind, errorText, getFlows, patchFlows, postFlows } from "../../api";
import { type DeployChanges, type NodeRecord, withFirstFlow } from "../../document";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";
import { isShared } from "../collab/store";
import { recordsToDeploy, toDeploy } from "../credentials";
import type { Editor } from "../editor";
import { type Preferences, preferences } from "../preferences";
import { type DeployProblem, ui, useUi } from "../store";
import { deployProblems } from "./check";

export interface DeployOptions {
  /** The warnings have been seen. */
  isConfirmed?: boolean;
  /** Overwrite what somebody else has deployed meanwhile. */
  isForced?: boolean;
  /** Said of the version that comes of it. */
  comment?: string;
}

export async function deploy(editor: Editor, kind?: DeployKind, options: DeployOptions = {}): Promise<void> {
  const chosen = kind ?? ui.get().deployKind;
  if (!editor.canWrite || ui.get().isDeploying) return;
  if (chosen === "reload") return restart();
  if (!options.isConfirmed) {
    const problems = deployProblems(editor.document, editor.types).filter(isNew);
    if (problems.length > 0) return ui.open({ kind: "deploy-warnings", deploy: chosen, problems });
  }
  ui.set({ isDeploying: true, dialog: null });
  try {
    await send(editor, chosen, options);
    ui.set({ theirRevision: null });
    notify({ kind: "success", title: t("Successfully deployed") });
  } catch (error) {
    if (error instanceof ApiError && error.status === 409)
      ui.open({ kind: "deploy-conflict", deploy: chosen });
    else if (!(error instanceof ApiError && error.status === 401)) {
      notify({ kind: "error", title: t("Deploy failed"), description: errorText(error) });
    }
  } finally {
    ui.set({ isDeploying: false });
  }
}

/** A change of more records than this part of them is sent as a whole document. */
const PART = 4;

async function send(
  { document }: Editor,
  kind: Exclude<DeployKind, "reload">,
  options: DeployOptions,
): Promise<void> {
  const changes = options.isForced ? undefined : document.differences();
  const isPart = changes && (changes.records.length + changes.removed.length) * PART <= changes.count;
  if (isPart && document.revision && (await sendPart(document, kind, changes, options.comment))) return;
  const rev = options.isForced ? {} : { rev: document.revision };
  const answer = await postFlows(kind, { flows: recordsToDeploy(document), ...rev });
  if (changes) document.markDeployedPart(answer.rev, changes);
  else document.markDeployed(answer.rev);
}

/** Sends only what differs; false when the server wants the whole document. */
async function sendPart(
  document: Editor["document"],
  kind: Exclude<DeployKind, "reload">,
  changes: DeployChanges,
  comment: string | undefined,
): Promise<boolean> {
  const records = changes.records.map((record) => toDeploy(record, document));
  try {
    const { rev } = await patchFlows(kind, { ...changes, records }, document.revision, comment);
    document.markDeployedPart(rev, changes);
    return true;
  } catch (error) {
    // The document here may have begun with something that the server's has not (an untouched first flow).
    if (error instanceof ApiError && (error.status === 400 || error.status === 404)) return false;
    throw error;
  }
}

async function restart(): Promise<void> {
  ui.set({ isDeploying: true });
  try {
    await postFlows("reload", {});
    notify({ kind: "success", title: t("Flows restarted") });
  } catch (error) {
    notify({ kind: "error", title: t("The flows could not be restarted"), description: errorText(error) });
  } finally {
    ui.set({ isDeploying: false });
  }
}

/** Takes what runs now in place of what is open here; gives whether it did. `unlessEdited`: keeps what was changed. */
export async function reloadFlows(editor: Editor, unlessEdited = false): Promise<boolean> {
  try {
    const { flows, rev } = await getFlows();
    if (unlessEdited && editor.document.isDirty()) return false;
    editor.document.replace(editor.canWrite ? withFirstFlow(flows) : flows, rev);
    ui.set({ theirRevision: null, dialog: null });
    if (!editor.document.get(useUi.getState().flow)) showFirstFlow(editor);
    return true;
  } catch (error) {
    notify({ kind: "error", title: t("The flows could not be loaded"), description: errorText(error) });
    return false;
  }
}

/** Takes what was deployed meanwhile as deployed, and what both came to as what is open here. */
export function applyMerge(
  editor: Editor,
  theirs: { flows: NodeRecord[]; rev: string },
  records: readonly NodeRecord[],
): void {
  editor.document.mergeInto(theirs.flows, theirs.rev, records, t("Merge"));
  ui.set({ theirRevision: null });
  if (!editor.document.get(useUi.getState().flow)) showFirstFlow(editor);
}

export function showFirstFlow(editor: Editor): void {
  const first = editor.document.tabs()[0]?.id ?? editor.document.subflows()[0]?.id ?? "";
  ui.set({ flow: first, selection: [] });
  editor.canvas?.showFlow(first);
}

/** A deploy was made, here or elsewhere (`notification/runtime-deploy`). */
export function heardDeploy(editor: Editor, revision: string | undefined): void {
  // A draft on the server follows each deploy by itself.
  if (!revision || isShared() || ui.get().isDeploying || revision === editor.document.revision) return;
  if (!editor.document.isDirty() && ui.get().trays.length === 0) {
    reloadFlows(editor, true).then((isDone) => {
      if (isDone)
        notify({
          kind: "info",
          title: t("The flows were deployed from another editor"),
          description: t("You see them as they run now."),
        });
      // Somebody has begun to edit while they were fetched.
      else if (editor.document.isDirty()) heardDeploy(editor, revision);
    });
    return;
  }
  if (ui.get().theirRevision === revision) return;
  ui.set({ theirRevision: revision });
  notify(
    {
      kind: "warning",
      title: t("The flows were deployed from another editor"),
      description: t("Your changes are kept. You decide when you deploy."),
      action: {
        label: t("Review"),
        onPress: () => ui.open({ kind: "deploy-conflict", deploy: ui.get().deployKind, isNews: true }),
      },
    },
    0,
  );
}

/** The settings that say which kinds of problems a deploy warns of. */
export const WARNINGS = {
  unknown: "warnUnknown",
  invalid: "warnInvalid",
  unused: "warnUnused",
} as const satisfies Record<DeployProblem["what"], keyof Preferences>;

/** Problems that were shown and deployed all the same are not shown again on this page. */
const seen = new Set<string>();
const isNew = ({ id, what }: DeployProblem) => preferences()[WARNINGS[what]] && !seen.has(`${id} ${what}`);

export function markSeen(problems: readonly DeployProblem[]): void {
  for (const { id, what } of problems) seen.add(`${id} ${what}`);
}
