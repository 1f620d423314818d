/** Traces over HTTP (wirelatch/workbench/live_routes.py). */

import { request } from "../../api/client";
import type { TraceSummary } from "../live/feed";
import type { EncodedMessage } from "../live/wires";

/** One node having one message (wirelatch/workbench/traces.py). */
export interface Step {
  number: number;
  node: string;
  /** The flow and the instances of subflows around the node. */
  path: string;
  /** Number of the step that sent the message, and the output it came from. */
  parent: number | null;
  port: number | null;
  /** Microseconds since the trace began, and until the node had done with the message. */
  at: number;
  took: number;
  value: EncodedMessage;
  /** Messages sent by output. */
  sent: Record<string, number>;
  error?: string;
  /** Whether the message was small enough to be kept, to be sent again. */
  repeatable: boolean;
}

export interface Trace extends TraceSummary {
  all: Step[];
  left_out: number;
}

const part = encodeURIComponent;

export const getTrace = (id: string) => request<Trace>("GET", `/api/v1/traces/${part(id)}`);

/** Record so many more messages of a flow; null for any number, 0 for none. */
export const recordTraces = (flow: string, limit: number | null) =>
  request<void>("POST", `/api/v1/traces/${part(flow)}/record`, { body: { limit } });

export const clearTraces = (flow: string) =>
  request<void>("POST", `/api/v1/traces/${part(flow)}/clear`, { body: {} });

/** Send the message of a step again: into its node, or out of one of its outputs. */
export const sendAgain = (trace: string, step: number, port?: number) =>
  request<{ _msgid: string }>("POST", `/api/v1/traces/${part(trace)}/steps/${step}/send`, {
    body: port === undefined ? {} : { port },
  });
