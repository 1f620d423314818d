/** The list in which a node is chosen by name, at the place where it will stand (Ctrl-click). */

import { useMemo } from "react";
import { freePlace, toView } from "../../canvas/kernels";
import type { QuickAdd } from "../../canvas/types";
import {
  CATEGORIES,
  type NodeType,
  portCounts,
  subflowType,
  usualNeighbours,
  wouldRecurse,
} from "../../document";
import { t } from "../../i18n";
import { type Editor, useEditor } from "../editor";
import { NodeChip } from "../palette/node-chip";
import { ui } from "../store";
import { type ChoiceKeys, Finder, type Found } from "./finder";

const WIDTH = 320;
const HEIGHT = 420;
const RECENT = "wirelatch.editor.recent-types";

export function QuickAddDialog({ request }: { request: QuickAdd }) {
  const editor = useEditor();
  const types = useMemo(() => choices(editor, request), [editor, request]);
  const recent = useMemo(recentTypes, []);
  const usual = useMemo(() => suggested(editor, request), [editor, request]);
  const find = (query: string): Found[] => {
    const wanted = query.trim().toLowerCase();
    const entry = (type: NodeType, section: string, prefix = ""): Found => ({
      id: prefix + type.type,
      section,
      content: <NodeChip type={type} />,
    });
    if (wanted !== "") {
      return types
        .map((type) => ({ type, rank: rankOf(type, wanted) }))
        .filter(({ rank }) => rank < 9)
        .sort((a, b) => a.rank - b.rank)
        .map(({ type }) => entry(type, ""));
    }
    const known = (names: readonly string[]) =>
      names.map((name) => types.find((type) => type.type === name)).filter((type) => type !== undefined);
    return [
      ...known(usual).map((type) => entry(type, t("Suggested"), "usual ")),
      ...known(recent).map((type) => entry(type, t("Recently used"), "recent ")),
      ...types.map((type) => entry(type, type.category)),
    ];
  };
  const choose = (id: string, _query: string, keys: ChoiceKeys) => {
    const type = id.replace(/^(recent|usual) /, "");
    ui.closeDialog();
    remember(type);
    const added = editor.canvas?.insertNode(
      type,
      { x: request.x, y: request.y },
      {
        ...(request.wire ? { wire: request.wire } : {}),
        ...(request.from ? { from: request.from } : {}),
        ...(request.link ? { link: request.link } : {}),
      },
    );
    if (added) editor.canvas?.select([added]);
    if (added && (keys.ctrlKey || keys.shiftKey)) goOn(editor, added);
    else editor.canvas?.focus();
  };
  return (
    <Finder
      key={`${request.x} ${request.y}`}
      title={t("Add a node")}
      placeholder={t("Add a node…")}
      hint={t("Enter adds it; with Shift, another one follows.")}
      find={find}
      onChoose={choose}
      onClose={ui.closeDialog}
      at={{
        left: Math.max(8, Math.min(request.clientX - 30, window.innerWidth - WIDTH - 8)),
        top: Math.max(8, Math.min(request.clientY - 22, window.innerHeight - HEIGHT - 8)),
      }}
    />
  );
}

/** Ask for the next node, behind the one that was just added and wired to it. */
function goOn(editor: Editor, id: string): void {
  const { canvas, document, types } = editor;
  const record = document.get(id);
  const box = canvas?.boxOf(id);
  if (!canvas || !box || !record || portCounts(record, types, document).outputs === 0) {
    canvas?.focus();
    return;
  }
  const at = freePlace(
    canvas.boxes("node").values(),
    { x: box.x + box.w + 120, y: box.y + box.h / 2 },
    { w: 120, h: 30 },
  );
  canvas.reveal([id]);
  const view = toView(canvas.viewport, at);
  const { left, top } = canvas.bounds;
  const request = { ...at, clientX: left + view.x, clientY: top + view.y };
  // The dialog that closes must be gone before the same one opens again.
  queueMicrotask(() =>
    ui.open({ kind: "quick-add", request: { ...request, from: { id, side: "output", index: 0 } } }),
  );
}

/** Types that usually stand at the end, or in the wire, that the new node is for. */
function suggested({ document }: Editor, { from, wire }: QuickAdd): string[] {
  const id = from?.id ?? wire?.source;
  const type = document.get(id ?? "")?.type;
  if (type === undefined) return [];
  return usualNeighbours(document.all(), type, from?.side === "input" ? "before" : "after");
}

/** Types that can stand there: one that is to be wired needs the port for it. */
function choices(editor: Editor, request: QuickAdd): NodeType[] {
  const { document, types } = editor;
  const flow = ui.get().flow;
  const junction: NodeType = { ...JUNCTION };
  const subflows = document
    .subflows()
    .filter((subflow) => subflow.id !== flow && !wouldRecurse(subflow.id, flow, document));
  const all = [
    junction,
    ...[...types.byCategory()].flatMap(([category, list]) => (category === "unknown" ? [] : list)),
    ...subflows.map(subflowType),
  ];
  const needsInput = request.wire !== undefined || request.from?.side === "output";
  const needsOutput = request.wire !== undefined || request.from?.side === "input";
  const partner = request.link ? document.get(request.link)?.type : undefined;
  if (partner) return all.filter((type) => type.type === (partner === "link in" ? "link out" : "link in"));
  return all
    .filter((type) => (!needsInput || type.inputs > 0) && (!needsOutput || type.outputs > 0))
    .sort((a, b) => rank(a.category) - rank(b.category));
}

const rank = (category: string) => {
  const place = CATEGORIES.indexOf(category);
  return place < 0 ? CATEGORIES.length : place === 0 ? CATEGORIES.length + 1 : place;
};

const JUNCTION: NodeType = {
  type: "junction",
  category: "common",
  color: "#d9dfe1",
  icon: "junction",
  inputs: 1,
  outputs: 1,
  label: [],
  palette_label: "junction",
  align: "left",
  button: null,
  output_labels: [],
  module: "",
  version: "",
  help: "",
  fields: [],
};

function rankOf(type: NodeType, wanted: string): number {
  const name = type.palette_label.toLowerCase();
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.split(/[\s-]/).some((word) => word.startsWith(wanted))) return 2;
  if (name.includes(wanted) || type.type.toLowerCase().includes(wanted)) return 3;
  return 9;
}

function recentTypes(): string[] {
  try {
    const value = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

function remember(type: string): void {
  try {
    const types = [type, ...recentTypes().filter((name) => name !== type)].slice(0, 5);
    localStorage.setItem(RECENT, JSON.stringify(types));
  } catch {
    // Not remembered then.
  }
}
