/** Selecting, and going from node to node with the keyboard. */
import { type Direction, nearestInDirection, readingOrder } from "../canvas/kernels";
import { idList, isGroup, reachable, WireMap } from "../document";
import type { Command } from "./command";
import { hasSelection } from "./conditions";
import type { EditorContext } from "./context";

type Reach = "upstream" | "downstream" | "both";

function selectReachable({ document, canvas }: EditorContext, direction: Reach): void {
  canvas.select(reachable(canvas.selection, direction, canvas.flow, document));
}

/** The node that the keyboard is at: the one selected last. */
const current = ({ canvas }: EditorContext): string | undefined => [...canvas.selection].at(-1);

/** Select one node and bring it into view. */
function goTo(context: EditorContext, id: string | undefined): void {
  if (id === undefined) return;
  context.canvas.select([id]);
  context.canvas.reveal([id]);
}

function goNearest(context: EditorContext, direction: Direction): void {
  const boxes = context.canvas.boxes("node");
  const from = current(context);
  goTo(context, from === undefined ? readingOrder(boxes)[0] : nearestInDirection(boxes, from, direction));
}

function goInReadingOrder(context: EditorContext, step: 1 | -1): void {
  const order = readingOrder(context.canvas.boxes("node"));
  const from = current(context);
  const at = from === undefined ? -1 : order.indexOf(from);
  goTo(context, at < 0 ? order.at(step > 0 ? 0 : -1) : order[(at + step + order.length) % order.length]);
}

/** Along the wires: the first node that this one leads to, or the first that leads to it. */
function goAlongWire(context: EditorContext, step: 1 | -1): void {
  const from = current(context);
  if (from === undefined) return;
  const wires = WireMap.of(context.canvas.flow, context.document);
  goTo(context, step > 0 ? wires.from(from)[0]?.target : wires.to(from)[0]?.source);
}

/** Among the nodes that share a source. */
function goToSibling(context: EditorContext, step: 1 | -1): void {
  const from = current(context);
  if (from === undefined) return;
  const wires = WireMap.of(context.canvas.flow, context.document);
  const source = wires.to(from)[0]?.source;
  if (source === undefined) return;
  const siblings = [...new Set(wires.from(source).map((wire) => wire.target))];
  goTo(context, siblings[(siblings.indexOf(from) + step + siblings.length) % siblings.length]);
}

const nearest = (id: string, label: string, key: string, direction: Direction): Command => ({
  id,
  label,
  group: "navigate",
  keys: [key],
  scope: "canvas",
  run: (context) => goNearest(context, direction),
});

export const selectCommands: Command[] = [
  {
    id: "core:select-all-nodes",
    label: "Select all nodes",
    group: "select",
    keys: ["ctrl-a"],
    scope: "canvas",
    run: ({ canvas }) => canvas.select(canvas.boxes().keys()),
  },
  {
    id: "core:select-none",
    label: "Select none",
    group: "select",
    keys: ["escape"],
    scope: "canvas",
    when: (context) => hasSelection(context) || context.canvas.selectedWires.length > 0,
    run: ({ canvas }) => canvas.select([]),
  },
  {
    id: "core:select-connected-nodes",
    label: "Select connected nodes",
    group: "select",
    keys: ["alt-s c"],
    scope: "canvas",
    when: hasSelection,
    run: (context) => selectReachable(context, "both"),
  },
  {
    id: "core:select-upstream-nodes",
    label: "Select upstream nodes",
    group: "select",
    keys: ["alt-s u"],
    scope: "canvas",
    keywords: "before sources",
    when: hasSelection,
    run: (context) => selectReachable(context, "upstream"),
  },
  {
    id: "core:select-downstream-nodes",
    label: "Select downstream nodes",
    group: "select",
    keys: ["alt-s d"],
    scope: "canvas",
    keywords: "after targets",
    when: hasSelection,
    run: (context) => selectReachable(context, "downstream"),
  },
  {
    id: "core:select-group-members",
    label: "Select members of group",
    group: "select",
    when: ({ canvas, document }) => [...canvas.selection].some((id) => document.get(id)?.type === "group"),
    run({ canvas, document }) {
      const groups = [...canvas.selection]
        .map((id) => document.get(id))
        .filter((record) => record && isGroup(record));
      canvas.select(groups.flatMap((group) => idList(group?.nodes)));
    },
  },
  nearest("core:go-to-nearest-node-on-left", "Go to nearest node on left", "left", "left"),
  nearest("core:go-to-nearest-node-on-right", "Go to nearest node on right", "right", "right"),
  nearest("core:go-to-nearest-node-above", "Go to nearest node above", "up", "up"),
  nearest("core:go-to-nearest-node-below", "Go to nearest node below", "down", "down"),
  {
    id: "core:go-to-next-node",
    label: "Go to next node",
    group: "navigate",
    keywords: "wire",
    when: hasSelection,
    run: (context) => goAlongWire(context, 1),
  },
  {
    id: "core:go-to-previous-node",
    label: "Go to previous node",
    group: "navigate",
    keywords: "wire",
    when: hasSelection,
    run: (context) => goAlongWire(context, -1),
  },
  {
    id: "core:go-to-next-sibling",
    label: "Go to next sibling",
    group: "navigate",
    when: hasSelection,
    run: (context) => goToSibling(context, 1),
  },
  {
    id: "core:go-to-previous-sibling",
    label: "Go to previous sibling",
    group: "navigate",
    when: hasSelection,
    run: (context) => goToSibling(context, -1),
  },
  {
    id: "core:go-to-next-in-reading-order",
    label: "Go to next node in reading order",
    group: "navigate",
    keys: ["alt-right"],
    scope: "canvas",
    run: (context) => goInReadingOrder(context, 1),
  },
  {
    id: "core:go-to-previous-in-reading-order",
    label: "Go to previous node in reading order",
    group: "navigate",
    keys: ["alt-left"],
    scope: "canvas",
    run: (context) => goInReadingOrder(context, -1),
  },
  {
    id: "core:go-to-selection",
    label: "Go to selection",
    group: "navigate",
    keys: ["ctrl-enter"],
    scope: "canvas",
    when: hasSelection,
    run: ({ canvas }) => canvas.reveal(canvas.selection),
  },
];
