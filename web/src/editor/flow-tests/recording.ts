/** Making tests of what happens: of a trace, or of the next message of the flow shown. */

import { errorText } from "../../api";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";
import { onTraces, type TraceSummary, useLive } from "../live/feed";
import { ui } from "../store";
import { recordTraces } from "../traces/api";
import { recordFlowTest } from "./api";

/** A message's way is taken to be over when nothing was told of it for so long. */
const REST_MS = 1200;

/** Makes a test of a trace and opens it. */
export async function testOfTrace(trace: string, nodes: readonly string[] = []): Promise<void> {
  try {
    ui.open({ kind: "flow-test", test: await recordFlowTest(trace, nodes), isNew: true });
  } catch (error) {
    notify({ kind: "error", title: t("No test can be made of this"), description: errorText(error) });
  }
}

let stop: (() => void) | null = null;

/** Waits for the next message of a flow and makes a test of its way; called again, it waits no more. */
export function recordNext(flow: string, nodes: readonly string[]): void {
  if (stop) {
    stop();
    return;
  }
  const wasRecording = useLive.getState().isRecording;
  const begun = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first: TraceSummary | undefined;
  const unsubscribe = onTraces((report) => {
    if (report.flow !== flow) return;
    first ??= report.traces.find(({ at }) => at >= begun);
    if (!first || (timer && !report.traces.some(({ id }) => id === first?.id))) return;
    clearTimeout(timer);
    const { id } = first;
    timer = setTimeout(() => {
      end();
      void testOfTrace(id, nodes);
    }, REST_MS);
  });
  const end = () => {
    stop = null;
    clearTimeout(timer);
    unsubscribe();
    if (!wasRecording) useLive.setState({ isRecording: false });
  };
  stop = end;
  useLive.setState({ isRecording: true });
  recordTraces(flow, null).catch((error) => {
    end();
    notify({ kind: "error", title: t("No test can be made of this"), description: errorText(error) });
  });
  notify({
    kind: "info",
    title: t("Recording the next message"),
    description: t("Press an inject node's button, or wait for a message from outside."),
    action: { label: t("Cancel"), onPress: () => stop?.() },
  });
}
