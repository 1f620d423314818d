/** A test to begin with: of the selected nodes, or of where the flow begins and ends. Knows no interface. */

import { type FlowDocument, type NodeRecord, type NodeTypes, newId } from "../../document";
import type { FlowTest } from "../../schema";

/** What is sent into a flow and looked at there, as far as its wires tell. */
export function newTest(
  flow: string,
  document: FlowDocument,
  types: NodeTypes,
  selected: readonly string[] = [],
): FlowTest {
  const nodes = document
    .onFlow(flow)
    .filter((record) => record.wires !== undefined || types.get(record.type));
  const chosen = nodes.filter(({ id }) => selected.includes(id));
  const among = chosen.length > 0 ? chosen : nodes;
  const first =
    among.find((record) => isButton(record, types)) ?? among.find((record) => record.type !== "comment");
  const last =
    [...among].reverse().find((record) => record !== first && hasInput(record, types) && !hasWires(record)) ??
    among.find((record) => hasInput(record, types));
  return {
    id: newId(),
    flow,
    send: first
      ? [
          isButton(first, types)
            ? { press: first.id }
            : hasInput(first, types)
              ? { to: first.id, message: { payload: "" } }
              : { from: first.id, port: 0, message: { payload: "" } },
        ]
      : [],
    expect: last ? [{ node: last.id, messages: [{ payload: "" }] }] : [],
  };
}

const isButton = ({ type }: NodeRecord, types: NodeTypes): boolean => types.get(type)?.button === "inject";

const hasInput = ({ type }: NodeRecord, types: NodeTypes): boolean =>
  type.startsWith("subflow:") || (types.get(type)?.inputs ?? 0) > 0;

const hasWires = ({ wires }: NodeRecord): boolean => wires?.some((port) => port.length > 0) ?? false;

/** A copy with an id of its own. */
export const copyOf = (test: FlowTest, name: string): FlowTest => ({
  ...structuredClone(test),
  id: newId(),
  name,
});

/** Ids of the nodes that a sentence about a failure may be about: those of the expectations that were not met. */
export function nodesOf(test: FlowTest): string[] {
  const sent = test.send.map(({ to, from, press }) => to ?? from ?? press ?? "");
  return [...new Set([...test.expect.map(({ node }) => node), ...sent])].filter((id) => id !== "");
}

/** Which expectation a failure is about, by the node that it names. */
export function nodeOfFailure(failure: string, test: FlowTest, label: (id: string) => string): string | null {
  const nodes = nodesOf(test);
  return (
    nodes.find((id) => failure.includes(id)) ??
    nodes.find((id) => label(id) !== "" && failure.includes(`“${label(id)}”`)) ??
    nodes[0] ??
    null
  );
}
