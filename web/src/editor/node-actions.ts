/** What happens at a node outside of the document: its button, its debug output. */

import { ApiError, errorText, inject, setDebugActive } from "../api";
import { nodeLabel, typeOf } from "../document";
import { t } from "../i18n";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";

/**
 * The button of a node was pressed. A `toggle:` button has changed the record already; where it is a debug node, its
 * output is switched at once, without a deploy.
 */
export async function pressButton(editor: Editor, id: string): Promise<void> {
  const record = editor.document.get(id);
  if (!record) return;
  const button = typeOf(record, editor.types, editor.document)?.button ?? "";
  const label = short(nodeLabel(record, editor.types, editor.document));
  if (editor.document.changeOf(id) === "added") {
    if (button === "inject")
      notify({
        kind: "warning",
        title: t("Deploy first"),
        description: t("“{label}” does not run yet.", { label }),
      });
    return;
  }
  try {
    if (button === "inject") {
      await inject(id);
      notify({ kind: "success", title: t("Injected: {label}", { label }) });
    } else if (button.startsWith("toggle:")) {
      const isActive = record[button.slice("toggle:".length)] !== false;
      await setDebugActive(id, isActive);
      notify({
        kind: "info",
        title: isActive ? t("Activated: {label}", { label }) : t("Deactivated: {label}", { label }),
      });
    }
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return;
    const isMissing = error instanceof ApiError && error.status === 404;
    notify({
      kind: "error",
      title: isMissing
        ? t("“{label}” does not run", { label })
        : t("The button of “{label}” failed", { label }),
      description: isMissing
        ? t("Deploy first; look into the debug sidebar for errors at its start.")
        : errorText(error),
    });
  }
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
