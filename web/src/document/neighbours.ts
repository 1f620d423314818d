/** Which types usually stand beside which: what quick-add suggests. Pure. */
import type { NodeRecord } from "./records";
import { idList } from "./records";

/** What follows these types when the document itself does not say. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  inject: ["function", "change", "debug"],
  "http in": ["function", "change", "http response"],
  "http request": ["function", "change", "debug"],
  "mqtt in": ["json", "switch", "debug"],
  function: ["debug", "switch", "change"],
  change: ["debug", "function", "switch"],
  switch: ["change", "debug", "function"],
  split: ["function", "change", "join"],
  catch: ["debug", "function"],
  "file in": ["csv", "json", "split"],
  "tcp in": ["function", "split", "debug"],
};

/** What precedes these. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  debug: ["function", "change", "inject"],
  "http response": ["function", "change", "template"],
  "mqtt out": ["change", "function", "json"],
  join: ["function", "change", "split"],
};

/** Types that stand after (or before) a type, the most frequent in the document first. */
export function usualNeighbours(
  records: readonly NodeRecord[],
  type: string,
  direction: "after" | "before",
  most = 4,
): string[] {
  const types = new Map(records.map((record) => [record.id, record.type]));
  const counts = new Map<string, number>();
  const count = (name: string | undefined, weight: number) => {
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + weight);
  };
  for (const record of records) {
    if (!Array.isArray(record.wires) || (direction === "after" && record.type !== type)) continue;
    for (const target of record.wires.flatMap(idList)) {
      if (direction === "after") count(types.get(target), 1);
      else if (types.get(target) === type) count(record.type, 1);
    }
  }
  (direction === "after" ? USUAL : BEFORE)[type]?.forEach((name, index) => {
    count(name, 0.5 - index / 10);
  });
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name)
    .filter((name) => name !== "junction")
    .slice(0, most);
}
