/** Selecting wires without a pointer: those of the selected node in turn, or of the whole flow. */

import { readingOrder } from "../../canvas/kernels";
import { type Wire, WireMap, wireKey } from "../../document";
import { msg } from "../../i18n";
import { type Command, need } from "../command";
import type { EditorContext } from "../context";

/** The node whose wires are gone through; it stays the same while its wires are selected. */
let around: { flow: string; id: string } | undefined;

/** Wires by where they begin and end, as one reads. */
function inOrder({ canvas }: EditorContext, wires: readonly Wire[]): Wire[] {
  const place = new Map(readingOrder(canvas.boxes("node")).map((id, index) => [id, index]));
  const at = (id: string) => place.get(id) ?? 0;
  return [...wires].sort(
    (a, b) => at(a.source) - at(b.source) || a.port - b.port || at(a.target) - at(b.target),
  );
}

function wiresToChooseFrom(context: EditorContext): Wire[] {
  const { canvas, document } = context;
  const wires = WireMap.of(canvas.flow, document);
  const [node] = canvas.selection;
  if (node !== undefined) around = { flow: canvas.flow, id: node };
  else if (canvas.selectedWires.length === 0) around = undefined;
  const [current] = canvas.selectedWires;
  const isAround =
    around?.flow === canvas.flow &&
    (!current || current.source === around.id || current.target === around.id);
  const id = isAround ? around?.id : undefined;
  return inOrder(context, id === undefined ? wires.all : [...wires.to(id), ...wires.from(id)]);
}

function choose(context: EditorContext, step: 1 | -1): void {
  const { canvas } = context;
  const wires = wiresToChooseFrom(context);
  const keys = wires.map(wireKey);
  const [current] = canvas.selectedWires;
  const at = current ? keys.indexOf(wireKey(current)) : -1;
  const next = at < 0 ? wires.at(step > 0 ? 0 : -1) : wires[(at + step + wires.length) % wires.length];
  if (!next) return;
  canvas.select([], [next]);
  canvas.reveal([next.source, next.target]);
}

const hasWires = need(
  msg("There are no wires."),
  ({ canvas, document }: EditorContext) => WireMap.of(canvas.flow, document).all.length > 0,
);

const chooses = (id: string, label: string, key: string, step: 1 | -1): Command => ({
  id,
  label,
  subject: "select",
  keys: [key],
  scope: "canvas",
  keywords: "keyboard",
  needs: [hasWires],
  run: (context) => choose(context, step),
});

export default [
  chooses("wirelatch:select-next-wire", msg("Select the next wire"), ".", 1),
  chooses("wirelatch:select-previous-wire", msg("Select the previous wire"), ",", -1),
];
