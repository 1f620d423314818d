/** Traces over HTTP (wirelatch/workbench/live_routes.py). */

import { request } from "../../api/client";
import type { Trace } from "../../schema";

export type { Trace, TraceStep as Step } from "../../schema";

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
