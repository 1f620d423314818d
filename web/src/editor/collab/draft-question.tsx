/** The question before changes are lost that are not deployed. */

import { t } from "../../i18n";
import { AlertDialog } from "../../ui/Dialog";
import { useEditor } from "../editor";
import { ui } from "../store";
import { changesByPerson } from "./changes";
import { type DraftAction, doWithDraft } from "./draft-actions";
import { useCollab } from "./store";

export function DraftQuestion({ action }: { action: DraftAction }) {
  const editor = useEditor();
  const authors = useCollab((state) => state.authors);
  const people = changesByPerson(editor, authors);
  const count = people.reduce((sum, { changes }) => sum + changes.length, 0);
  const names = people.map(({ name }) => name || t("Somebody")).join(", ");
  const isPrivate = action === "abandon";
  return (
    <AlertDialog
      title={isPrivate ? t("Throw your private draft away?") : t("Discard the draft?")}
      isOpen
      onClose={ui.closeDialog}
      confirmLabel={isPrivate ? t("Throw away") : t("Discard")}
      isDestructive
      onConfirm={() => doWithDraft(action)}
    >
      <p>
        {isPrivate
          ? t("You see the shared draft again; what you did in the private one is lost.")
          : t(
              "{count, plural, one {# change} other {# changes}} by {names} {count, plural, one {is} other {are}} taken back, for everybody. What is deployed stays.",
              { count, names },
            )}
      </p>
    </AlertDialog>
  );
}
