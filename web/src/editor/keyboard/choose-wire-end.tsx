/** Wiring by a list: first the output, where there are several, then the node that the wire leads to. */

import { useMemo, useState } from "react";
import { type Rect, wireTargets } from "../../canvas/kernels";
import type { OpenEnd } from "../../canvas/types";
import { matchScore } from "../../commands";
import { addWire, nodeLabel, portCounts, portLabel, typeOf } from "../../document";
import { t } from "../../i18n";
import styles from "../dialogs/dialogs.module.css";
import { Finder, type Found } from "../dialogs/finder";
import { type Editor, useEditor } from "../editor";
import { ui } from "../store";

interface Choice {
  id: string;
  label: string;
  detail: string;
  color: string | undefined;
}

export function ChooseWireEnd({ from }: { from: OpenEnd }) {
  const editor = useEditor();
  const ports = useMemo(() => outputsOf(editor, from.id), [editor, from.id]);
  const [port, setPort] = useState<number | undefined>(ports.length > 1 ? undefined : 0);
  const targets = useMemo(() => targetsOf(editor, from.id), [editor, from.id]);
  const choices = port === undefined ? ports : targets;
  const find = (query: string): Found[] => matching(choices, query).map(entry);
  const choose = (id: string) => {
    if (port === undefined) {
      setPort(Number(id));
      return "";
    }
    ui.closeDialog();
    editor.document.transact("Wire", (tx) => addWire(tx, { source: from.id, port, target: id }));
    editor.canvas?.select([id]);
    editor.canvas?.reveal([id]);
    editor.canvas?.focus();
    return undefined;
  };
  return (
    <Finder
      key={port ?? "port"}
      title={port === undefined ? t("Which output?") : t("Wire to…")}
      placeholder={port === undefined ? t("Number or label of the output") : t("Name or type of the node")}
      find={find}
      onChoose={choose}
      onClose={ui.closeDialog}
      nothing={t("Nothing found.")}
    />
  );
}

const entry = ({ id, label, detail, color }: Choice): Found => ({
  id,
  content: (
    <>
      {color && <span className={styles.dot} style={{ backgroundColor: color }} />}
      <span className={styles.label}>{label}</span>
      <span className={styles.end}>{detail}</span>
    </>
  ),
});

function matching(choices: readonly Choice[], query: string): readonly Choice[] {
  const text = query.trim();
  if (text === "") return choices;
  return choices
    .map((choice) => ({ choice, score: matchScore(text, `${choice.label} ${choice.detail}`) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ choice }) => choice);
}

function outputsOf({ document, types }: Editor, id: string): Choice[] {
  const record = document.get(id);
  const count = record ? portCounts(record, types, document).outputs : 1;
  return Array.from({ length: count }, (_, index) => ({
    id: String(index),
    label: t("Output {number}", { number: index + 1 }),
    detail: record ? portLabel(record, "output", index, types, document) : "",
    color: undefined,
  }));
}

/** The nodes with an input, the nearest first. */
function targetsOf({ document, types, canvas }: Editor, from: string): Choice[] {
  if (!canvas) return [];
  const boxes = new Map<string, Rect>();
  for (const [id, box] of canvas.boxes("node")) {
    const record = document.get(id);
    const hasInput = record ? portCounts(record, types, document).inputs > 0 : /:(out|status):/.test(id);
    if (hasInput && id !== from) boxes.set(id, box);
  }
  const start = canvas.boxOf(from);
  const order = start
    ? wireTargets(boxes, { x: start.x + start.w, y: start.y + start.h / 2 }, "output")
    : [...boxes.keys()];
  return order.map((id) => {
    const record = document.get(id);
    if (!record)
      return {
        id,
        label: t("Subflow {end}", { end: id.split(":").slice(1).join(" ") }),
        detail: "",
        color: undefined,
      };
    return {
      id,
      label: nodeLabel(record, types, document),
      detail: record.type,
      color: typeOf(record, types, document)?.color,
    };
  });
}
