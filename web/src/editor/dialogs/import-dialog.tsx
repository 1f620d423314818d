/** Import: JSON pasted, dropped or from a file, onto the current flow or a new one. */

import { useMemo, useRef, useState } from "react";
import {
  addTab,
  ImportError,
  importRecords,
  isConfig,
  isSubflow,
  isTab,
  type NodeRecord,
  parseRecords,
  typeOf,
} from "../../document";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { notify } from "../../ui/Toast";
import { type Editor, useEditor } from "../editor";
import { showFlow } from "../flows";
import { listed } from "../runtime-texts";
import { ui } from "../store";
import styles from "./dialogs.module.css";

type Destination = "current" | "new";

export function ImportDialog({ text: first = "" }: { text?: string }) {
  const editor = useEditor();
  const [text, setText] = useState(first);
  const [isOver, setOver] = useState(false);
  const [to, setTo] = useState<Destination>(editor.document.get(ui.get().flow) ? "current" : "new");
  const file = useRef<HTMLInputElement>(null);
  const { records, problem } = useMemo(() => read(text), [text]);
  const tabs = records.filter(isTab).length;
  const take = async (files: FileList | null | undefined) => {
    const chosen = files?.[0];
    if (chosen) setText(await chosen.text());
  };
  const run = () => {
    try {
      importInto(editor, records, to);
      ui.closeDialog();
    } catch (error) {
      notify({ kind: "error", title: "Import failed", description: (error as Error).message });
    }
  };
  return (
    <Dialog
      title="Import nodes"
      isOpen
      onClose={ui.closeDialog}
      size="lg"
      footer={
        <>
          <Button onPress={ui.closeDialog}>Cancel</Button>
          <Button variant="primary" isDisabled={records.length === 0} onPress={run}>
            Import
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <div className={styles.bar}>
          <span>Paste flow JSON, drop a file, or</span>
          <Button size="sm" icon="upload" onPress={() => file.current?.click()}>
            Choose a file
          </Button>
          <input
            ref={file}
            type="file"
            accept="application/json,.json"
            aria-label="File to import"
            hidden
            onChange={(event) => void take(event.target.files)}
          />
        </div>
        <textarea
          className={styles.json}
          aria-label="Flow JSON"
          aria-invalid={problem !== "" || undefined}
          data-over={isOver || undefined}
          placeholder='[{"id": "…", "type": "inject", …}]'
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            setOver(false);
            if (event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            void take(event.dataTransfer.files);
          }}
        />
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        {records.length > 0 && <Summary records={records} editor={editor} />}
        <div className={styles.bar}>
          <span>Import to</span>
          <fieldset className={styles.choices} aria-label="Import to">
            <button
              type="button"
              aria-pressed={to === "current" && tabs === 0}
              disabled={tabs > 0 || !editor.document.get(ui.get().flow)}
              onClick={() => setTo("current")}
            >
              Current flow
            </button>
            <button type="button" aria-pressed={to === "new" || tabs > 0} onClick={() => setTo("new")}>
              {tabs > 1 ? "New flows" : "New flow"}
            </button>
          </fieldset>
          {tabs > 0 && <span>The text brings {tabs === 1 ? "a flow" : `${tabs} flows`} of its own.</span>}
        </div>
      </div>
    </Dialog>
  );
}

function Summary({ records, editor }: { records: NodeRecord[]; editor: Editor }) {
  const { types, document } = editor;
  const own = new Map(records.map((record) => [record.id, record]));
  const structural = new Set(["tab", "subflow", "group", "junction"]);
  const unknown = new Set(
    records
      .filter((record) => !structural.has(record.type))
      .filter((record) => !typeOf(record, types, { get: (id) => own.get(id) ?? document.get(id) }))
      .map((record) => record.type),
  );
  return (
    <p className={styles.summary} role="status">
      {contentsOf(records)}.
      {unknown.size > 0 && (
        <span className={styles.warn}>
          {" "}
          Not installed: {[...unknown].join(", ")}. They are kept as they are and will not run; the others
          will.
        </span>
      )}
    </p>
  );
}

/** How much of what there is in the text: "2 flows, 14 nodes". */
function contentsOf(records: NodeRecord[]): string {
  const count = (kind: string, found: number) =>
    found > 0 ? [`${found} ${found === 1 ? kind : `${kind}s`}`] : [];
  const flows = records.filter(isTab).length;
  const subflows = records.filter(isSubflow).length;
  const configs = records.filter((record) => isConfig(record)).length;
  return [
    ...count("flow", flows),
    ...count("subflow", subflows),
    ...count("node", records.length - flows - subflows - configs),
    ...count("config node", configs),
  ].join(", ");
}

function read(text: string): { records: NodeRecord[]; problem: string } {
  if (text.trim() === "") return { records: [], problem: "" };
  try {
    return { records: parseRecords(text), problem: "" };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const { position } = error;
    const message = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    if (position === undefined) return { records: [], problem: `${message}.` };
    const before = text.slice(0, position).split("\n");
    return {
      records: [],
      problem: `${message} (line ${before.length}, column ${before.at(-1)!.length + 1}).`,
    };
  }
}

/** Puts the records in as one step, shows where they are, and selects them. */
export function importInto(editor: Editor, records: NodeRecord[], to: Destination): void {
  const { document, types, canvas } = editor;
  const hasTabs = records.some(isTab);
  let flow = ui.get().flow;
  let result: ReturnType<typeof importRecords> | null = null;
  document.transact("Import", (tx) => {
    const needsTab = !hasTabs && records.some((record) => record.x !== undefined);
    if (needsTab && (to === "new" || !document.get(flow))) flow = addTab(tx, document);
    const offset =
      to === "current" && !hasTabs && canvas ? offsetToView(records, canvas.viewport) : undefined;
    result = importRecords(tx, document, types, records, {
      z: flow,
      ids: "keep",
      ...(offset ? { offset } : {}),
    });
  });
  const { placed, tabs, unknownTypes } = result!;
  showFlow(editor, tabs[0] ?? flow);
  if (placed.length > 0) {
    canvas?.select(placed);
    if (to === "new") canvas?.fit();
  } else if (tabs.length > 0) canvas?.fit();
  notify({
    kind: unknownTypes.length > 0 ? "warning" : "success",
    title:
      tabs.length > 0
        ? `Imported ${tabs.length === 1 ? "a flow" : `${tabs.length} flows`}`
        : `Imported ${placed.length} ${placed.length === 1 ? "node" : "nodes"}`,
    ...(unknownTypes.length > 0 ? { description: `Not installed: ${listed(unknownTypes)}` } : {}),
  });
}

/** How far the records must be moved to stand in the middle of the view, on the grid. */
function offsetToView(
  records: NodeRecord[],
  view: { x: number; y: number; w: number; h: number; zoom: number },
) {
  const own = new Set(records.map((record) => record.id));
  const placed = records.filter((record) => record.x !== undefined && !own.has(record.z ?? ""));
  if (placed.length === 0) return undefined;
  const xs = placed.map((record) => Number(record.x));
  const ys = placed.map((record) => Number(record.y));
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const snap = (value: number) => Math.round(value / 20) * 20;
  return {
    x: snap(view.x + view.w / view.zoom / 2 - middle(xs)),
    y: snap(view.y + view.h / view.zoom / 2 - middle(ys)),
  };
}
