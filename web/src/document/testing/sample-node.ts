/** A node of the flow `t`, for tests. */
import type { NodeRecord } from "../records";

export function sampleNode(
  id: string,
  type: string,
  x: number,
  y: number,
  wires: string[][],
  more: object = {},
): NodeRecord {
  return { id, type, z: "t", name: "", x, y, wires, ...more };
}
