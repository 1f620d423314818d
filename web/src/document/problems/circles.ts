/** Circles of wires in which every node hands each message on at once: a message in it never comes to rest. Pure. */

import { idList, type NodeRecord } from "../records";

/** Types that hand on every message, at once, whatever is in it. */
const AT_ONCE = new Set(["junction", "change", "template", "range", "link in"]);

/** One node of each circle, the first in the file. */
export function circles(records: readonly NodeRecord[]): string[] {
  const nodes = new Map<string, NodeRecord>();
  for (const record of records) if (AT_ONCE.has(record.type)) nodes.set(record.id, record);
  const next = (id: string): string[] =>
    (nodes.get(id)?.wires ?? []).flatMap((port) => idList(port)).filter((target) => nodes.has(target));
  const found: string[] = [];
  const state = new Map<string, "open" | "done">();
  for (const start of nodes.keys()) {
    if (state.has(start)) continue;
    // Depth first, without recursion: chains are as long as flows are large.
    const path: { id: string; left: string[] }[] = [{ id: start, left: next(start) }];
    state.set(start, "open");
    while (path.length > 0) {
      const top = path.at(-1)!;
      const id = top.left.pop();
      if (id === undefined) {
        state.set(top.id, "done");
        path.pop();
      } else if (state.get(id) === "open") found.push(id);
      else if (!state.has(id)) {
        state.set(id, "open");
        path.push({ id, left: next(id) });
      }
    }
  }
  return [...new Set(found)];
}
