/**
 * Export: the selection, this flow or all flows, as JSON or as a list of what is in it; copied, downloaded, or kept in
 * the library. Credentials are never part of it.
 */

import { useMemo, useState } from "react";
import {
  exportFlow,
  exportRecords,
  formatRecords,
  importPlan,
  type NodeRecord,
  nodeLabel,
} from "../../document";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { ChoiceBar } from "../../ui/ChoiceBar";
import { Dialog } from "../../ui/Dialog";
import { notify } from "../../ui/Toast";
import { useEditor } from "../editor";
import { SaveToLibrary } from "../library/save-to-library";
import { ui } from "../store";
import { contentsOf } from "./contents";
import styles from "./exchange.module.css";
import { RecordTree } from "./record-tree";

type What = "selection" | "flow" | "all";
type View = "json" | "list" | "library";

interface ExportDialogProps {
  /** `library`: to be saved in the library. */
  target?: string;
}

const remembered = { isFormatted: false, view: "json" as View };

export function ExportDialog({ target }: ExportDialogProps) {
  const editor = useEditor();
  const { document, types, canvas } = editor;
  const { flow } = ui.get();
  const selected = [...(canvas?.selection ?? [])];
  const [what, setWhat] = useState<What>(
    selected.length > 0 ? "selection" : document.get(flow) ? "flow" : "all",
  );
  const [isFormatted, setFormatted] = useState(remembered.isFormatted);
  const [view, setView] = useState<View>(target === "library" ? "library" : remembered.view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nothing behind the dialog changes while it is open.
  const records = useMemo((): NodeRecord[] => {
    if (what === "selection") return exportRecords(document, selected);
    if (what === "flow") return exportFlow(document, flow);
    return exportRecords(
      document,
      document.all().map((record) => record.id),
    );
  }, [what]);
  const text = useMemo(() => formatRecords(records, isFormatted), [records, isFormatted]);
  const record = document.get(flow);
  const name =
    what === "flow" && record
      ? nodeLabel(record, types, document).replace(/[^\p{L}\p{N}_-]+/gu, "-")
      : "flows";
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      notify({ kind: "success", title: t("Copied to the clipboard") });
      ui.closeDialog();
    } catch {
      notify({
        kind: "warning",
        title: t("The browser forbids copying"),
        description: t("Select the text and copy it."),
      });
    }
  };
  const download = () => {
    const link = window.document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${name}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    ui.closeDialog();
  };
  const show = (next: View) => {
    if (next !== "library") remembered.view = next;
    setView(next);
  };
  return (
    <Dialog
      title={t("Export nodes")}
      isOpen
      onClose={ui.closeDialog}
      size="lg"
      footer={
        <>
          <span className={styles.label}>{contentsOf(records)}</span>
          <span className={styles.space} />
          <Button onPress={ui.closeDialog}>{t("Cancel")}</Button>
          {view !== "library" && (
            <>
              <Button icon="download" onPress={download}>
                {t("Download")}
              </Button>
              <Button variant="primary" icon="copy" onPress={() => void copy()}>
                {t("Copy")}
              </Button>
            </>
          )}
        </>
      }
    >
      <div className={styles.stack}>
        <div className={styles.bar}>
          <ChoiceBar
            label={t("Export")}
            value={what}
            options={[
              {
                value: "selection",
                label: selected.length > 0 ? t("Selection ({n})", { n: selected.length }) : t("Selection"),
                isDisabled: selected.length === 0,
              },
              { value: "flow", label: t("Current flow"), isDisabled: !document.get(flow) },
              { value: "all", label: t("All flows") },
            ]}
            onChange={setWhat}
          />
          <ChoiceBar
            label={t("Shown as")}
            value={view}
            options={[
              { value: "json", label: t("JSON") },
              { value: "list", label: t("List") },
              ...(editor.canWrite ? [{ value: "library" as const, label: t("Save to library") }] : []),
            ]}
            onChange={show}
          />
          <span className={styles.space} />
          {view === "json" && (
            <ChoiceBar
              label={t("Layout of the JSON")}
              value={isFormatted ? "formatted" : "compact"}
              options={[
                { value: "compact", label: t("Compact") },
                { value: "formatted", label: t("Formatted") },
              ]}
              onChange={(layout) => {
                remembered.isFormatted = layout === "formatted";
                setFormatted(remembered.isFormatted);
              }}
            />
          )}
        </div>
        {view === "json" && (
          <textarea
            className={styles.json}
            aria-label={t("Flow JSON")}
            readOnly
            value={text}
            onFocus={(event) => event.target.select()}
          />
        )}
        {view === "list" && (
          <div className={styles.list}>
            <RecordTree items={importPlan(records, { get: () => undefined })} />
          </div>
        )}
        {view === "library" && (
          <SaveToLibrary
            type="flows"
            name={name}
            ending="json"
            body={() => records}
            onSaved={ui.closeDialog}
          />
        )}
      </div>
    </Dialog>
  );
}
