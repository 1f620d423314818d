/** The tests of all flows as this page knows them, what came of those that ran, and changing and running them. */

import { create } from "zustand";
import { ApiError, errorText } from "../../api";
import { t } from "../../i18n";
import type { FlowTest, FlowTestOutcome } from "../../schema";
import { notify } from "../../ui/Toast";
import { recordsToDeploy } from "../credentials";
import type { Editor } from "../editor";
import { getFlowTests, putFlowTests, runFlowTests } from "./api";

export interface FlowTestsState {
  /** Null until they were read. */
  tests: readonly FlowTest[] | null;
  rev: string;
  outcomes: Readonly<Record<string, FlowTestOutcome>>;
  /** Ids of tests that run now. */
  running: readonly string[];
}

export const useFlowTests = create<FlowTestsState>()(() => ({
  tests: null,
  rev: "",
  outcomes: {},
  running: [],
}));

const fail = (title: string) => (error: unknown) =>
  void notify({ kind: "error", title, description: errorText(error) });

/** Reads them from the server. */
export async function loadFlowTests(): Promise<void> {
  try {
    useFlowTests.setState(await getFlowTests());
  } catch (error) {
    fail(t("The tests could not be loaded"))(error);
  }
}

export type TestsChange = (tests: readonly FlowTest[]) => readonly FlowTest[];

/**
 * Changes the tests here and on the server. When somebody else has changed them meanwhile, theirs are read and the
 * change is made again. Gives whether it is stored.
 */
export async function changeFlowTests(change: TestsChange): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    try {
      if (useFlowTests.getState().tests === null || attempt > 0) useFlowTests.setState(await getFlowTests());
      const { tests, rev } = useFlowTests.getState();
      const changed = change(tests ?? []);
      const answer = await putFlowTests(rev, changed);
      useFlowTests.setState({ tests: changed, rev: answer.rev });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409 && attempt < 3) continue;
      fail(t("The tests could not be saved"))(error);
      return false;
    }
  }
}

/** Puts a test in the place of the one with its id, or after all others. */
export const withTest = (test: FlowTest) => (tests: readonly FlowTest[]) =>
  tests.some(({ id }) => id === test.id)
    ? tests.map((old) => (old.id === test.id ? test : old))
    : [...tests, test];

/** What was said of a test before it was changed holds no more. */
export function forgetOutcome(id: string): void {
  const { [id]: _, ...outcomes } = useFlowTests.getState().outcomes;
  useFlowTests.setState({ outcomes });
}

/** Runs tests on the flows as they are shown. */
export async function runTests({ document }: Editor, tests: readonly FlowTest[]): Promise<void> {
  const ids = tests.map(({ id }) => id);
  if (ids.length === 0) return;
  useFlowTests.setState(({ running }) => ({ running: [...running, ...ids] }));
  try {
    const found = await runFlowTests(recordsToDeploy(document), tests);
    const outcomes = Object.fromEntries(found.map((outcome) => [outcome.id, outcome]));
    useFlowTests.setState((state) => ({ outcomes: { ...state.outcomes, ...outcomes } }));
  } catch (error) {
    fail(t("The tests could not be run"))(error);
  } finally {
    useFlowTests.setState(({ running }) => ({ running: running.filter((id) => !ids.includes(id)) }));
  }
}
