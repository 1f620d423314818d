/** What the canvas says to those who listen to it: nodes with where they lead, ports, wires, what was done. */
import { type ChangeEvent, isGroup, isPlaced, portLabel, type Wire } from "../document";
import { t } from "../i18n";
import type { Scene } from "./scene/scene";
import type { SceneNode } from "./scene/scene-node";
import type { Stage } from "./stage";
import type { OpenEnd } from "./types";

/** More neighbours than this are counted, not named. */
const MOST_NAMED = 3;

/** The name of a node or group. */
export function nodeName(scene: Scene, id: string): string {
  const node = scene.nodes.get(id);
  if (node) return node.name;
  const group = scene.group(id);
  return group ? (group.name ? t("group {name}", { name: group.name }) : t("group")) : "";
}

/** A node as its element is called: first what it shows, label and status, so that it can be called by that; then the rest. */
export function spokenNode(node: SceneNode, status: string): string {
  const parts = [node.name];
  if (status) {
    // The name is the label, and the type unless it is the label.
    const label = node.labelShown ? node.lines.join(" ") : "";
    if (label && node.name.startsWith(`${label}, `))
      parts.splice(0, 1, label, status, node.name.slice(label.length + 2));
    else parts.push(status);
  }
  if (node.isDisabled) parts.push(t("disabled"));
  if (node.isUnknown) parts.push(t("unknown type"));
  else if (node.isInvalid) parts.push(t("not configured properly"));
  if (node.changed) parts.push(t("not deployed"));
  if (node.hasDocs) parts.push(t("has a description"));
  return parts.join(", ");
}

/** A port, by its label where it has one; with its node's name unless it stands beside it. */
export function portName({ scene, document }: Stage, end: OpenEnd, isBeside = false): string {
  const node = scene.nodes.get(end.id);
  if (!node) return "";
  const label =
    node.kind === "node" ? portLabel(node.record, end.side, end.index, document.types, document) : "";
  const count = end.side === "output" ? node.outputs : node.inputs;
  const name =
    label !== ""
      ? label
      : end.side === "input"
        ? t("input")
        : count > 1
          ? t("output {number}", { number: end.index + 1 })
          : t("output");
  return isBeside ? name : t("{port} of {node}", { port: name, node: node.name });
}

/** A wire by its ends. */
export const wireName = (scene: Scene, wire: Wire): string =>
  t("Wire from {source} to {target}", {
    source: nodeName(scene, wire.source),
    target: nodeName(scene, wire.target),
  });

/** What was selected: one thing with what it is joined to, or how many. */
export function selectionText(stage: Stage): string {
  const { scene, selection } = stage;
  const ids = [...selection.ids];
  const wires = [...selection.wires];
  if (ids.length === 0 && wires.length === 1) {
    const wire = scene.wires.get(wires[0]!)?.wire;
    return wire ? t("{name} selected", { name: wireName(scene, wire) }) : "";
  }
  const count = ids.length + wires.length;
  if (count === 0) return "";
  if (count > 1) return t("{count} selected", { count });
  const [id] = ids;
  return [t("{name} selected", { name: nodeName(scene, id!) }), ...joints(stage, id!)].join(". ");
}

/** What wires lead to and from a node, and the group it is in. */
function joints(stage: Stage, id: string): string[] {
  const { scene, document } = stage;
  const wires = scene.wiresAt(id).map(({ wire }) => wire);
  const names = (ids: string[]) => {
    const unique = [...new Set(ids)];
    return unique.length > MOST_NAMED
      ? t("{count} nodes", { count: unique.length })
      : unique.map((other) => nodeName(scene, other)).join(", ");
  };
  const into = wires.filter((wire) => wire.target === id).map((wire) => wire.source);
  const out = wires.filter((wire) => wire.source === id).map((wire) => wire.target);
  const said: string[] = [];
  if (into.length > 0) said.push(t("From {names}", { names: names(into) }));
  if (out.length > 0) said.push(t("To {names}", { names: names(out) }));
  const group = document.get(id)?.g;
  if (group && scene.group(group)) said.push(t("In {group}", { group: nodeName(scene, group) }));
  return said;
}

/** What a change of the document did, for those who do not see it; "" when it says itself. */
export function changeText(event: ChangeEvent): string {
  if (event.origin === "undo") return t("Undone: {what}", { what: t(event.label) });
  if (event.origin === "redo") return t("Done again: {what}", { what: t(event.label) });
  if (event.origin !== "edit") return "";
  const placed = event.changes.filter(({ before, after }) => {
    const record = after ?? before;
    return record !== undefined && (isPlaced(record) || isGroup(record));
  });
  const added = placed.filter(({ before }) => !before).length;
  const removed = placed.filter(({ after }) => !after).length;
  if (added > 0 && removed === 0)
    return t("{count, plural, one {# node added} other {# nodes added}}", { count: added });
  if (removed > 0 && added === 0)
    return t("{count, plural, one {# node deleted} other {# nodes deleted}}", { count: removed });
  return t(event.label);
}
