/** Links between nodes stand in both of them: a change at one end is made at the other ends too. */
import type { Field } from "../document/node-types";
import { red, type StockNode } from "./red";

const PAIRS: Record<string, string> = { "link in": "link out", "link out": "link in" };

const idsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export function joinLinks(node: StockNode, field: Field, before: unknown, after: unknown): void {
  if (PAIRS[node.type] === undefined || PAIRS[node.type] !== field.node_type) return;
  const old = new Set(idsOf(before));
  const now = new Set(idsOf(after));
  for (const id of new Set([...old, ...now])) {
    const other = red().nodes.node(id);
    if (!other || old.has(id) === now.has(id)) continue;
    const links = idsOf(other[field.name]).filter((link) => link !== node.id);
    other[field.name] = now.has(id) ? [...links, node.id] : links;
    other.changed = true;
    other.dirty = true;
  }
}
