/** Putting records into the open document: one step of undo, shown where it landed, told in a notice that can take it back. */

import {
  addTab,
  type ImportChoice,
  type Imported,
  importRecords,
  isTab,
  type NodeRecord,
} from "../../document";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";
import type { Editor } from "../editor";
import { showFlow } from "../flows";
import { listed } from "../runtime-texts";
import { ui } from "../store";

export type Destination = "current" | "new";

export interface ImportRequest {
  records: NodeRecord[];
  to: Destination;
  /** What becomes of each record; absent: everything comes in as a copy where its id is taken. */
  choices?: ReadonlyMap<string, ImportChoice>;
}

let imports = 0;

/** Puts the records in, shows where they are and selects them; onto the current flow they follow the mouse first. */
export function importInto(editor: Editor, { records, to, choices }: ImportRequest): void {
  const { document, types, canvas } = editor;
  const hasTabs = records.some((record) => isTab(record) && choices?.get(record.id) !== "skip");
  const mergeKey = `import-${++imports}`;
  let flow = ui.get().flow;
  let result: Imported | null = null;
  document.transact(
    "Import",
    (tx) => {
      const isPlacing = !hasTabs && records.some((record) => record.x !== undefined);
      if (isPlacing && (to === "new" || !document.get(flow))) {
        flow = addTab(tx, document);
        to = "new";
      }
      const offset = to === "current" && canvas ? offsetToView(records, canvas.viewport) : undefined;
      result = importRecords(tx, document, types, records, {
        z: flow,
        ...(choices ? { choices } : { ids: "keep" as const }),
        ...(offset ? { offset } : {}),
      });
    },
    { mergeKey },
  );
  const { placed, tabs } = result!;
  showFlow(editor, tabs[0] ?? flow);
  if (placed.length > 0) {
    canvas?.select(placed);
    if (to === "new") canvas?.fit();
    // The dialog gives the focus back when it is gone; what is carried needs it.
    else requestAnimationFrame(() => canvas?.carrySelection(mergeKey));
  } else if (tabs.length > 0) canvas?.fit();
  tell(editor, result!);
}

function tell(editor: Editor, imported: Imported): void {
  const { placed, tabs, subflows, configs, unknownTypes, modules } = imported;
  const { document } = editor;
  const version = document.version;
  const packages = Object.entries(modules).map(([name, version]) => `${name} ${version}`);
  const missing = [
    unknownTypes.length > 0 ? t("Not installed: {types}.", { types: listed(unknownTypes) }) : "",
    unknownTypes.length > 0 && packages.length > 0
      ? t("The file names these packages: {packages}.", { packages: listed(packages) })
      : "",
  ].filter(Boolean);
  const others = [
    subflows.length > 0 ? t("{n, plural, one {# subflow} other {# subflows}}", { n: subflows.length }) : "",
    configs.length > 0
      ? t("{n, plural, one {# config node} other {# config nodes}}", { n: configs.length })
      : "",
  ].filter(Boolean);
  const title =
    tabs.length > 0
      ? t("Imported {n, plural, one {a flow} other {# flows}}", { n: tabs.length })
      : placed.length > 0 || others.length === 0
        ? t("Imported {n, plural, one {# node} other {# nodes}}", { n: placed.length })
        : t("Imported {things}", { things: listed(others) });
  notify({
    kind: missing.length > 0 ? "warning" : "success",
    title,
    ...(missing.length > 0 ? { description: missing.join(" ") } : {}),
    action: {
      label: t("Undo"),
      onPress: () => {
        // While the nodes still follow the mouse, giving that up takes them back; putting them down counts as a change.
        if (editor.canvas?.cancelGesture()) return;
        if (document.undoLabel === "Import" && document.version - version <= 1) document.undo();
      },
    },
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
