/** One node as the canvas draws it: record, type, label and ports worked out once per change of the record. */
import {
  type FlowDocument,
  isJunction,
  isPlaced,
  isSubflow,
  labelLines,
  type NodeRecord,
  nodeLabel,
  portCounts,
  portLabel,
  type SubflowRecord,
  showsLabel,
  subflowEndId,
  type Transaction,
  typeOf,
  validate,
} from "../../document";
import {
  buttonBox,
  inputAt,
  JUNCTION_SIZE,
  nodeSize,
  outputAt,
  type Point,
  type Rect,
  subflowPortSize,
} from "../kernels";

/** Width of a text in the font of node labels, at zoom 1. */
export type Measure = (text: string) => number;

export type SceneKind = "node" | "junction" | "subflow-port";

export interface SceneButton {
  side: "left" | "right";
  /** A toggle's state; true for a plain button. */
  on: boolean;
  /** The property that it toggles; undefined: it only tells the owner. */
  property: string | undefined;
}

export interface SceneNode {
  id: string;
  kind: SceneKind;
  type: string;
  record: NodeRecord;
  box: Rect;
  inputs: number;
  outputs: number;
  lines: string[];
  /** What a subflow's port has been called, beside its number. */
  portName: string[];
  /** What a screen reader says. */
  name: string;
  labelShown: boolean;
  color: string;
  icon: string;
  /** Shown when the icon is a name that Font Awesome does not have. */
  typeIcon: string;
  align: "left" | "right";
  button: SceneButton | undefined;
  isDisabled: boolean;
  isUnknown: boolean;
  isInvalid: boolean;
  isComment: boolean;
  /** It has a description of its own. */
  hasDocs: boolean;
  /** A link node, drawn without its wires unless it is selected. */
  isLink: boolean;
  changed: boolean;
}

/** How far the grips of a junction are from its middle. */
const JUNCTION_GRIP = 12;

const UNKNOWN_COLOR = "#ffffff";
const FALLBACK_COLOR = "#dddddd";

/**
 * A rule for the document: a node that becomes wider or narrower by an edit keeps its left end where
 * it is, although flows.json has its middle.
 */
export function keepEdges(document: FlowDocument, measure: Measure): (tx: Transaction) => void {
  return (tx) => {
    for (const { id, before, after } of tx.changes()) {
      if (before && after && isSubflow(before) && isSubflow(after)) {
        const kept = keptPorts(before, after, document, measure);
        if (kept) tx.update(id, kept);
        continue;
      }
      if (!before || !after || !isPlaced(after) || before.x !== after.x || before.z !== after.z) continue;
      const grown = makeNode(after, document, measure).box.w - makeNode(before, document, measure).box.w;
      if (grown !== 0) tx.update(id, { x: (after.x ?? 0) + grown / 2 });
    }
  };
}

/** Places of a subflow's ports that keep their left ends, when one of them is called something else. */
function keptPorts(
  before: SubflowRecord,
  after: SubflowRecord,
  document: FlowDocument,
  measure: Measure,
): Partial<SubflowRecord> | undefined {
  if (before.inputLabels === after.inputLabels && before.outputLabels === after.outputLabels)
    return undefined;
  const widths = new Map(makeSubflowPorts(before, document, measure).map(({ id, box }) => [id, box.w]));
  const grown = new Map(
    makeSubflowPorts(after, document, measure).map(({ id, box }) => [id, box.w - (widths.get(id) ?? box.w)]),
  );
  const kept = (side: "in" | "out") =>
    after[side]?.map((port, index) => {
      const more = grown.get(subflowEndId({ subflow: after.id, side, index })) ?? 0;
      return more !== 0 && port.x === before[side]?.[index]?.x ? { ...port, x: port.x + more / 2 } : port;
    });
  return { in: kept("in") ?? [], out: kept("out") ?? [] };
}

/** The scene's picture of a node or junction. */
export function makeNode(record: NodeRecord, document: FlowDocument, measure: Measure): SceneNode {
  const types = document.types;
  const { inputs, outputs } = portCounts(record, types, document);
  const type = typeOf(record, types, document);
  const label = nodeLabel(record, types, document);
  const lines = labelLines(label);
  const labelShown = showsLabel(record);
  const labelWidth = labelShown ? Math.max(...lines.map(measure)) : 0;
  const size = isJunction(record)
    ? { w: JUNCTION_SIZE, h: JUNCTION_SIZE }
    : // Room for an input goes by the type, as in Node-RED: mqtt in has none and may be given one.
      nodeSize({ labelWidth, labelLines: lines.length, labelShown, inputs: type?.inputs ?? inputs, outputs });
  const isUnknown = !type && !isJunction(record);
  const node: SceneNode = {
    id: record.id,
    kind: isJunction(record) ? "junction" : "node",
    type: record.type,
    record,
    box: { x: (record.x ?? 0) - size.w / 2, y: (record.y ?? 0) - size.h / 2, ...size },
    inputs,
    outputs,
    lines,
    portName: [],
    name: describe(label, type?.palette_label ?? record.type),
    labelShown: labelShown && !isJunction(record),
    color: isUnknown ? UNKNOWN_COLOR : type?.color || FALLBACK_COLOR,
    icon:
      typeof record.icon === "string" && record.icon ? record.icon : isUnknown ? "alert" : (type?.icon ?? ""),
    typeIcon: isUnknown ? "alert" : (type?.icon ?? ""),
    // What only takes messages has its icon at the far end: a function without outputs, too.
    align: type && (type.align === "right" || (inputs > 0 && outputs === 0)) ? "right" : "left",
    button: undefined,
    isDisabled: record.d === true || document.get(record.z ?? "")?.disabled === true,
    isUnknown,
    isInvalid: validate(record, types, document).length > 0,
    isComment: record.type === "comment",
    hasDocs: typeof record.info === "string" && record.info.trim() !== "" && !isJunction(record),
    isLink: record.type === "link in" || record.type === "link out",
    changed: isChanged(document, record.id),
  };
  if (type?.button) {
    const property = type.button.startsWith("toggle:") ? type.button.slice("toggle:".length) : undefined;
    const on = property === undefined || record[property] !== false;
    node.button = { side: node.align, on, property };
  }
  return node;
}

/** Whether a record differs from the deployed one in more than its place in the file. */
export function isChanged(document: FlowDocument, id: string): boolean {
  return document.changeOf(id) !== undefined;
}

const describe = (label: string, type: string): string => (label === type ? label : `${label}, ${type}`);

/** The ports of a subflow on its own sheet. */
export function makeSubflowPorts(
  definition: SubflowRecord,
  document: FlowDocument,
  measure: Measure,
): SceneNode[] {
  const made: SceneNode[] = [];
  const add = (side: "in" | "out" | "status", index: number, at: { x: number; y: number }, text: string) => {
    const label =
      side === "status"
        ? ""
        : portLabel(definition, side === "in" ? "input" : "output", index, document.types);
    const portName = label ? labelLines(label) : [];
    const size = subflowPortSize(Math.max(0, ...portName.map(measure)), portName.length);
    made.push({
      id: subflowEndId({ subflow: definition.id, side, index }),
      kind: "subflow-port",
      type: `subflow-${side}`,
      record: definition,
      box: { x: at.x - size.w / 2, y: at.y - size.h / 2, ...size },
      inputs: side === "in" ? 0 : 1,
      outputs: side === "in" ? 1 : 0,
      lines: text.split(" "),
      portName,
      name: `subflow ${text}${label && `, ${label}`}`,
      labelShown: true,
      color: "",
      icon: "",
      typeIcon: "",
      align: "left",
      button: undefined,
      isDisabled: false,
      isUnknown: false,
      isInvalid: false,
      isComment: false,
      hasDocs: false,
      isLink: false,
      changed: false,
    });
  };
  definition.in?.forEach((port, index) => {
    add("in", index, port, "input");
  });
  definition.out?.forEach((port, index) => {
    add("out", index, port, `output ${index + 1}`);
  });
  if (definition.status) add("status", 0, definition.status, "status");
  return made;
}

/** The place that a node has in the document, which is its centre. */
export const placeOf = (box: Rect): Point => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 });

/** Where wires meet a node's input. */
export const inputPoint = (node: SceneNode): Point =>
  node.kind === "junction" ? placeOf(node.box) : inputAt(node.box);

/** Where wires leave one of a node's outputs. */
export const outputPoint = (node: SceneNode, index: number): Point =>
  node.kind === "junction" ? placeOf(node.box) : outputAt(node.box, index, node.outputs);

/** The box of a node's button, if it has one. */
export const buttonOf = (node: SceneNode): Rect | undefined =>
  node.button && buttonBox(node.box, node.button.side);

/** The badge of a node that has a description, left of the marks for changes and errors. */
export const docsBox = ({ box }: SceneNode): Rect => ({ x: box.x + box.w - 47, y: box.y - 8, w: 12, h: 14 });

/** Where a port is taken hold of; those of a junction stand beside it, since its wires meet in the middle. */
export function gripOf(node: SceneNode, side: "input" | "output", index: number): Point {
  const point = side === "input" ? inputPoint(node) : outputPoint(node, index);
  if (node.kind !== "junction") return point;
  return { x: point.x + (side === "input" ? -1 : 1) * JUNCTION_GRIP, y: point.y };
}
