/** Putting a new node onto the sheet: on the grid, into the group below it, joined to what it was asked for at. */
import {
  addLink,
  addWire,
  canLink,
  joinGroup,
  newNode,
  portCounts,
  spliceIntoWire,
  wouldRecurse,
} from "../document";
import { contains, type Point, snapOffset } from "./kernels";
import { makeNode } from "./scene/scene-node";
import type { Stage } from "./stage";
import type { InsertOptions } from "./types";

/** Adds a node with its centre at a point and selects it; gives its id, or undefined when it may not stand there. */
export function insertNode(
  stage: Stage,
  type: string,
  at: Point,
  options: InsertOptions = {},
): string | undefined {
  const { document, scene, measure } = stage;
  if (!scene.z || stage.isReadOnly) return undefined;
  if (type.startsWith("subflow:") && wouldRecurse(type.slice("subflow:".length), scene.z, document))
    return undefined;
  const record = newNode(type, document.types, scene.z, at.x, at.y, document);
  if (stage.options.showLabels === false) record.l = false;
  if (!options.exact && stage.options.snap) {
    const { box } = makeNode(record, document, (text) => measure.width(text));
    const step = snapOffset(box, stage.options.gridSize);
    record.x = at.x + step.x;
    record.y = at.y + step.y;
  }
  const group = scene.groups
    .filter((item) => contains(item.box, at))
    .sort((a, b) => a.depth - b.depth)
    .at(-1);
  document.transact("Add node", (tx) => {
    tx.add(record);
    if (group) joinGroup(tx, group.id, [record.id]);
    if (options.wire) spliceIntoWire(tx, document, options.wire, record.id);
    const { from, link } = options;
    const ports = portCounts(record, document.types, document);
    if (from?.side === "output" && ports.inputs > 0)
      addWire(tx, { source: from.id, port: from.index, target: record.id });
    if (from?.side === "input" && ports.outputs > 0)
      addWire(tx, { source: record.id, port: 0, target: from.id });
    if (link) {
      const other = tx.get(link);
      if (canLink(other, record)) addLink(tx, link, record.id);
      else if (canLink(record, other)) addLink(tx, record.id, link);
    }
  });
  stage.selection.set([record.id]);
  return record.id;
}
