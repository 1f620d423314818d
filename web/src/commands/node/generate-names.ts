/** Names for the selected nodes that have none: "type N", with the next number that is free. */

import type { NodeRecord } from "../../document";
import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { editable, selectedNodes } from "../conditions";
import type { EditorContext } from "../context";

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The nodes that get a name, with it: those without one, and those whose name is a number already. */
function names({ document }: EditorContext, nodes: readonly NodeRecord[]): Map<string, string> {
  const taken = new Map<string, Set<number>>();
  const chosen = new Set(nodes.map((node) => node.id));
  const found = new Map<string, string>();
  for (const node of nodes) {
    const type = document.types.get(node.type);
    if (!type?.fields.some((field) => field.name === "name")) continue;
    const label = type.palette_label || node.type;
    const pattern = new RegExp(`^${escaped(label)} (\\d+)$`);
    if (node.name && !pattern.test(node.name)) continue;
    let numbers = taken.get(node.type);
    if (!numbers) {
      const others = document.all().filter((other) => other.type === node.type && !chosen.has(other.id));
      numbers = new Set(others.map((other) => Number(pattern.exec(String(other.name ?? ""))?.[1])));
      taken.set(node.type, numbers);
    }
    let number = 1;
    while (numbers.has(number)) number += 1;
    numbers.add(number);
    found.set(node.id, `${label} ${number}`);
  }
  return found;
}

export default {
  id: "core:generate-node-names",
  label: msg("Number the selected nodes"),
  help: msg("Gives every selected node without a name that of its type with the next free number."),
  subject: "node",
  keywords: "generate name rename",
  contextMenus: { node: 340 },
  needs: [
    ...editable,
    need(msg("Select nodes that have a name."), (context) => selectedNodes(context).length > 0),
  ],
  run(context) {
    const found = names(context, selectedNodes(context));
    context.document.transact("Name nodes", (tx) => {
      for (const [id, name] of found) tx.update(id, { name });
    });
  },
} satisfies Command;
