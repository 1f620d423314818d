/** Flow tests over HTTP (wirelatch/workbench/flow_tests.py and flow_test_recording.py). */

import { request } from "../../api/client";
import type { NodeRecord } from "../../document";
import type { FlowTest, FlowTestOutcome, FlowTests } from "../../schema";

const PATH = "/api/v1/flow-tests";

export const getFlowTests = () => request<FlowTests>("GET", PATH);

/** Replaces all tests; refused with 409 when others were written since `rev`. */
export const putFlowTests = (rev: string, tests: readonly FlowTest[]) =>
  request<{ rev: string }>("PUT", PATH, { body: { rev, tests } });

/** Runs tests on flows as they are here, deployed or not. */
export const runFlowTests = (flows: readonly NodeRecord[], tests: readonly FlowTest[]) =>
  request<FlowTestOutcome[]>("POST", `${PATH}/run`, { body: { flows, tests } });

/** A test of what was recorded; without nodes, something is expected where the message's way ended. */
export const recordFlowTest = (trace: string, nodes: readonly string[] = []) =>
  request<FlowTest>("POST", `${PATH}/record`, { body: { trace, nodes } });
