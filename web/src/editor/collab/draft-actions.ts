/** What can be done with a draft as a whole. */

import { abandonDraft, discardDraft, errorText, leaveDraft, mergeDraft } from "../../api";
import { msg, t } from "../../i18n";
import { notify } from "../../ui/Toast";
import { ui } from "../store";
import { useCollab } from "./store";

export type DraftAction = "discard" | "leave" | "merge" | "abandon";

const ACTS: Record<DraftAction, { act: () => Promise<void>; done: string; failed: string }> = {
  discard: {
    act: discardDraft,
    done: msg("The draft is what is deployed again"),
    failed: msg("The draft could not be discarded"),
  },
  leave: {
    act: leaveDraft,
    done: msg("You work on a private draft"),
    failed: msg("The private draft could not be begun"),
  },
  merge: {
    act: mergeDraft,
    done: msg("Your private draft is in the shared one"),
    failed: msg("The drafts could not be merged"),
  },
  abandon: {
    act: abandonDraft,
    done: msg("You work on the shared draft again"),
    failed: msg("The private draft could not be thrown away"),
  },
};

/** What cannot be taken back is asked about first. */
export function askOrDo(action: DraftAction): void {
  if (action === "discard" || action === "abandon") ui.open({ kind: "draft-question", action });
  else doWithDraft(action).catch(() => {}); // It has been told.
}

export async function doWithDraft(action: DraftAction): Promise<void> {
  const { act, done, failed } = ACTS[action];
  // What was just typed is to be part of it.
  await synced();
  try {
    await act();
    notify({ kind: "success", title: t(done) });
  } catch (error) {
    notify({ kind: "error", title: t(failed), description: errorText(error) });
    throw error;
  }
}

/** Wait until the server has what was done here; not for ever, since it may not be there. */
function synced(): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => finish(), 3000);
    const stop = useCollab.subscribe(({ isPending }) => {
      if (!isPending) finish();
    });
    if (!useCollab.getState().isPending) finish();
  });
}
