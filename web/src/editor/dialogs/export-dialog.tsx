/** Export: the selection, this flow or all flows as JSON, to copy or download. Credentials are never part of it. */

import { useMemo, useState } from "react";
import { exportFlow, exportRecords, formatRecords, nodeLabel } from "../../document";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { notify } from "../../ui/Toast";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./dialogs.module.css";

type What = "selection" | "flow" | "all";

export function ExportDialog() {
  const editor = useEditor();
  const { document, types, canvas } = editor;
  const { flow } = ui.get();
  const selected = [...(canvas?.selection ?? [])];
  const [what, setWhat] = useState<What>(
    selected.length > 0 ? "selection" : document.get(flow) ? "flow" : "all",
  );
  const [isFormatted, setFormatted] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nothing behind the dialog changes while it is open.
  const records = useMemo(() => {
    if (what === "selection") return exportRecords(document, selected);
    if (what === "flow") return exportFlow(document, flow);
    return exportRecords(
      document,
      document.all().map((record) => record.id),
    );
  }, [what]);
  const text = formatRecords(records, isFormatted);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      notify({ kind: "success", title: "Copied to the clipboard" });
      ui.closeDialog();
    } catch {
      notify({
        kind: "warning",
        title: "The browser forbids copying",
        description: "Select the text and copy it.",
      });
    }
  };
  const download = () => {
    const link = window.document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const record = document.get(flow);
    const name =
      what === "flow" && record
        ? nodeLabel(record, types, document).replace(/[^\p{L}\p{N}_-]+/gu, "-")
        : "flows";
    link.download = `${name}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    ui.closeDialog();
  };
  const choice = (value: What, label: string, isDisabled = false) => (
    <button type="button" aria-pressed={what === value} disabled={isDisabled} onClick={() => setWhat(value)}>
      {label}
    </button>
  );
  return (
    <Dialog
      title="Export nodes"
      isOpen
      onClose={ui.closeDialog}
      size="lg"
      footer={
        <>
          <Button onPress={ui.closeDialog}>Cancel</Button>
          <Button icon="download" onPress={download}>
            Download
          </Button>
          <Button variant="primary" icon="copy" onPress={() => void copy()}>
            Copy
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <div className={styles.bar}>
          <fieldset className={styles.choices} aria-label="Export">
            {choice(
              "selection",
              `Selection${selected.length > 0 ? ` (${selected.length})` : ""}`,
              selected.length === 0,
            )}
            {choice("flow", "Current flow", !document.get(flow))}
            {choice("all", "All flows")}
          </fieldset>
          <fieldset className={styles.choices} aria-label="Layout of the JSON">
            <button type="button" aria-pressed={!isFormatted} onClick={() => setFormatted(false)}>
              Compact
            </button>
            <button type="button" aria-pressed={isFormatted} onClick={() => setFormatted(true)}>
              Formatted
            </button>
          </fieldset>
          <span>
            {records.length} {records.length === 1 ? "record" : "records"}
          </span>
        </div>
        <textarea
          className={styles.json}
          aria-label="Flow JSON"
          readOnly
          value={text}
          onFocus={(event) => event.target.select()}
        />
      </div>
    </Dialog>
  );
}
