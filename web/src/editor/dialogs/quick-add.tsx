/** The list in which a node is chosen by name, at the place where it will stand (Ctrl-click). */

import { useMemo } from "react";
import type { QuickAdd } from "../../canvas/types";
import { CATEGORIES, type NodeType, subflowType, wouldRecurse } from "../../document";
import { type Editor, useEditor } from "../editor";
import { NodeChip } from "../palette/node-chip";
import { ui } from "../store";
import { Finder, type Found } from "./finder";

const WIDTH = 320;
const HEIGHT = 420;
const RECENT = "wirelatch.editor.recent-types";

export function QuickAddDialog({ request }: { request: QuickAdd }) {
  const editor = useEditor();
  const types = useMemo(() => choices(editor, request), [editor, request]);
  const recent = useMemo(recentTypes, []);
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
    const used = recent
      .map((name) => types.find((type) => type.type === name))
      .filter((type) => type !== undefined);
    return [
      ...used.map((type) => entry(type, "Recently used", "recent ")),
      ...types.map((type) => entry(type, type.category)),
    ];
  };
  const choose = (id: string) => {
    const type = id.replace(/^recent /, "");
    ui.closeDialog();
    remember(type);
    const added = editor.canvas?.insertNode(
      type,
      { x: request.x, y: request.y },
      { ...(request.wire ? { wire: request.wire } : {}), ...(request.from ? { from: request.from } : {}) },
    );
    if (added) editor.canvas?.select([added]);
    editor.canvas?.focus();
  };
  return (
    <Finder
      title="Add a node"
      placeholder="Add a node…"
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
