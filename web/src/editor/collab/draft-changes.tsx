/** Whose changes are in the draft: every record that differs from what is deployed, by the person who changed it last. */

import { msg, t } from "../../i18n";
import { Badge, type Tone } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/Feedback";
import { type Editor, useDocument, useEditor } from "../editor";
import { showFlow } from "../flows";
import { ui } from "../store";
import { changesByPerson, type DraftChange } from "./changes";
import styles from "./collab.module.css";
import { askOrDo } from "./draft-actions";
import { initials } from "./initials";
import { useCollab } from "./store";

const KINDS: Record<DraftChange["kind"], { text: string; tone: Tone }> = {
  added: { text: msg("new"), tone: "ok" },
  changed: { text: msg("changed"), tone: "info" },
  moved: { text: msg("moved"), tone: "neutral" },
  removed: { text: msg("deleted"), tone: "danger" },
};
const MOST_LISTED = 200;

export function DraftChanges() {
  const editor = useEditor();
  useDocument();
  const authors = useCollab((state) => state.authors);
  const people = changesByPerson(editor, authors);
  const draft = useCollab((state) => state.draft);
  return (
    <Dialog
      title={t("Changes that are not deployed")}
      description={
        draft === "private"
          ? t("In your private draft, which only you see.")
          : t("In the draft that everybody sees. It is kept on the server.")
      }
      isOpen
      size="md"
      onClose={ui.closeDialog}
      footer={
        <>
          {editor.canWrite && people.length > 0 && (
            <Button variant="danger" onPress={() => askOrDo("discard")}>
              {t("Discard all…")}
            </Button>
          )}
          <Button variant="primary" onPress={ui.closeDialog}>
            {t("Close")}
          </Button>
        </>
      }
    >
      {people.length === 0 && (
        <EmptyState icon="ok" title={t("Nothing is changed")}>
          <p>{t("What you see is what is deployed.")}</p>
        </EmptyState>
      )}
      {people.map(({ name, changes }) => (
        <section key={name} className={styles.changes}>
          <h3>
            <span className={styles.avatar} data-size="sm" aria-hidden="true">
              {initials(name)}
            </span>
            {name || t("Unknown")}
            <span className={styles.count}>{changes.length}</span>
          </h3>
          <ul>
            {changes.slice(0, MOST_LISTED).map((change) => (
              <li key={change.id}>
                <button
                  type="button"
                  disabled={change.kind === "removed"}
                  onClick={() => reveal(editor, change.id)}
                >
                  <Badge tone={KINDS[change.kind].tone}>{t(KINDS[change.kind].text)}</Badge>
                  <span className={styles.changeLabel}>{change.label}</span>
                  <span className={styles.changeFlow}>{change.flow}</span>
                </button>
              </li>
            ))}
            {changes.length > MOST_LISTED && (
              <li>{t("{count} more", { count: changes.length - MOST_LISTED })}</li>
            )}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}

function reveal(editor: Editor, id: string): void {
  ui.closeDialog();
  const record = editor.document.get(id);
  if (record?.type === "tab" || record?.type === "subflow") showFlow(editor, id);
  else if (record?.x === undefined) ui.openTray({ id });
  else editor.canvas?.revealNode(id);
}
