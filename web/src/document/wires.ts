/**
 * Wires as pairs of ends, the same for nodes and for the ports of a subflow's inside, which flows.json keeps in two
 * different ways: a node lists its targets in `wires`, a subflow definition lists targets of `in` and sources of
 * `out` and `status`. On its own sheet a subflow's port has the id `<subflow>:in:0`, `<subflow>:out:2`, `<subflow>:status:0`.
 */
import {
  idList,
  isPlaced,
  isSubflow,
  type NodeRecord,
  type SubflowPort,
  type SubflowRecord,
} from "./records";
import type { Transaction } from "./transaction";

export interface Wire {
  source: string;
  /** Output of the source, from 0. */
  port: number;
  target: string;
}

/** A port of a subflow, seen from inside. */
export interface SubflowEnd {
  subflow: string;
  side: "in" | "out" | "status";
  index: number;
}

/** What can be asked for records: the document, or a transaction that is changing it. */
interface Source {
  get(id: string): NodeRecord | undefined;
}

const END = /^(.*):(in|out|status):(\d+)$/;

export const wireKey = (wire: Wire): string => `${wire.source}>${wire.port}>${wire.target}`;

export const subflowEndId = (end: SubflowEnd): string => `${end.subflow}:${end.side}:${end.index}`;

/** The port of a subflow that an id names, or undefined when it is the id of a node. */
export function subflowEnd(id: string): SubflowEnd | undefined {
  const match = END.exec(id);
  return match
    ? { subflow: match[1]!, side: match[2] as SubflowEnd["side"], index: Number(match[3]) }
    : undefined;
}

/** The ports of a definition on one side; `status` is a single one in the file. */
function portsOf(definition: SubflowRecord, side: SubflowEnd["side"]): SubflowPort[] {
  if (side === "status") return definition.status ? [definition.status] : [];
  return definition[side] ?? [];
}

/** Every wire on a tab or on the sheet of a subflow whose two ends are both there. */
export function wiresOn(z: string, document: Source & { onFlow(z: string): NodeRecord[] }): Wire[] {
  const records = document.onFlow(z);
  const here = new Set(records.filter(isPlaced).map((record) => record.id));
  const wires: Wire[] = [];
  for (const record of records) {
    if (!Array.isArray(record.wires)) continue;
    record.wires.forEach((targets, port) => {
      for (const target of idList(targets))
        if (here.has(target)) wires.push({ source: record.id, port, target });
    });
  }
  const definition = document.get(z);
  if (definition && isSubflow(definition)) wires.push(...innerWires(definition, here));
  return wires;
}

function innerWires(definition: SubflowRecord, here: ReadonlySet<string>): Wire[] {
  const wires: Wire[] = [];
  for (const side of ["in", "out", "status"] as const) {
    portsOf(definition, side).forEach((port, index) => {
      const end = subflowEndId({ subflow: definition.id, side, index });
      for (const wire of port.wires ?? []) {
        // An input wired straight to an output is listed at the output, with the definition's id as source.
        const own = wire.id === definition.id;
        if (side !== "in" && own) {
          wires.push({ source: `${definition.id}:in:${wire.port ?? 0}`, port: 0, target: end });
        } else if (here.has(wire.id)) {
          wires.push(
            side === "in"
              ? { source: end, port: 0, target: wire.id }
              : { source: wire.id, port: wire.port ?? 0, target: end },
          );
        }
      }
    });
  }
  return wires;
}

/** Whether a wire is there. */
export function hasWire(source: Source, wire: Wire): boolean {
  const from = subflowEnd(wire.source);
  const to = subflowEnd(wire.target);
  if (to)
    return endWires(source, to).some(
      (item) => item.id === outerId(wire, from) && (item.port ?? 0) === outerPort(wire, from),
    );
  if (from) return endWires(source, from).some((item) => item.id === wire.target);
  return idList(source.get(wire.source)?.wires?.[wire.port]).includes(wire.target);
}

/** Lay a wire; one that is there already stays as it is. */
export function addWire(tx: Transaction, wire: Wire): void {
  if (hasWire(tx, wire)) return;
  const from = subflowEnd(wire.source);
  const to = subflowEnd(wire.target);
  if (to) {
    setEndWires(tx, to, (wires) => [...wires, { id: outerId(wire, from), port: outerPort(wire, from) }]);
  } else if (from) {
    setEndWires(tx, from, (wires) => [...wires, { id: wire.target }]);
  } else {
    setTargets(tx, wire, (targets) => [...targets, wire.target]);
  }
}

/** Take a wire away. */
export function removeWire(tx: Transaction, wire: Wire): void {
  const from = subflowEnd(wire.source);
  const to = subflowEnd(wire.target);
  if (to) {
    const id = outerId(wire, from);
    const port = outerPort(wire, from);
    setEndWires(tx, to, (wires) => wires.filter((item) => item.id !== id || (item.port ?? 0) !== port));
  } else if (from) {
    setEndWires(tx, from, (wires) => wires.filter((item) => item.id !== wire.target));
  } else {
    setTargets(tx, wire, (targets) => targets.filter((target) => target !== wire.target));
  }
}

const outerId = (wire: Wire, from: SubflowEnd | undefined): string => from?.subflow ?? wire.source;
const outerPort = (wire: Wire, from: SubflowEnd | undefined): number => from?.index ?? wire.port;

function endWires(source: Source, end: SubflowEnd): { id: string; port?: number }[] {
  const definition = source.get(end.subflow);
  return definition && isSubflow(definition) ? (portsOf(definition, end.side)[end.index]?.wires ?? []) : [];
}

function setEndWires(
  tx: Transaction,
  end: SubflowEnd,
  change: (wires: { id: string; port?: number }[]) => { id: string; port?: number }[],
): void {
  const definition = tx.get(end.subflow);
  if (!definition || !isSubflow(definition)) return;
  const ports = portsOf(definition, end.side).map((port, index) =>
    index === end.index ? { ...port, wires: change(port.wires ?? []) } : port,
  );
  tx.update(definition.id, end.side === "status" ? { status: ports[0] } : { [end.side]: ports });
}

function setTargets(tx: Transaction, wire: Wire, change: (targets: string[]) => string[]): void {
  const record = tx.get(wire.source);
  if (!record) return;
  const wires = Array.isArray(record.wires) ? record.wires.map((targets) => idList(targets)) : [];
  while (wires.length <= wire.port) wires.push([]);
  wires[wire.port] = change(wires[wire.port] ?? []);
  tx.update(wire.source, { wires });
}
