/** How many inputs and outputs a node has. */
import { type NodeTypes, type RecordSource, typeOf } from "./node-types";
import { isPlaced, type NodeRecord } from "./records";

export interface PortCounts {
  inputs: number;
  outputs: number;
}

const NONE: PortCounts = { inputs: 0, outputs: 0 };

/** A count as a node's own property gives it; Node-RED files hold both numbers and digits. */
function ownCount(value: unknown): number | undefined {
  const count = typeof value === "string" && value.trim() ? Number(value) : value;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : undefined;
}

/**
 * The ports of a node: those of its type, unless the node has a property `inputs` or `outputs` of its own. A type
 * that is not installed gets one input and as many outputs as are wired.
 */
export function portCounts(record: NodeRecord, types: NodeTypes, source?: RecordSource): PortCounts {
  if (!isPlaced(record)) return NONE;
  if (record.type === "junction") return { inputs: 1, outputs: 1 };
  const wired = Array.isArray(record.wires) ? record.wires.length : 0;
  const type = typeOf(record, types, source);
  if (!type) return { inputs: ownCount(record.inputs) ?? 1, outputs: ownCount(record.outputs) ?? wired };
  const ofInstance = record.type.startsWith("subflow:");
  return {
    inputs: (ofInstance ? undefined : ownCount(record.inputs)) ?? type.inputs,
    outputs: (ofInstance ? undefined : ownCount(record.outputs)) ?? type.outputs,
  };
}
