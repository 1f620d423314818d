/** Traces: the messages that went through the flow shown, and the way of one of them, step by step. */

import { useEffect, useRef, useState } from "react";
import { errorText } from "../../api";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import { IconButton, ToggleIconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { notify } from "../../ui/Toast";
import { type Editor, useEditor } from "../editor";
import { onTraces, type TraceSummary, useLive } from "../live/feed";
import { Panel } from "../sidebar/panel";
import { useUi } from "../store";
import { clearTraces, getTrace, recordTraces, type Trace } from "./api";
import { TraceSteps } from "./trace-steps";
import styles from "./traces.module.css";

const MOST = 60;
const failed = (error: unknown) => void notify({ kind: "error", title: errorText(error) });

export function TracePanel() {
  const editor = useEditor();
  const flow = useUi((state) => state.flow);
  const isRecording = useLive((state) => state.isRecording);
  const { traces, skipped, left } = useTraces(flow);
  const [chosen, setChosen] = useState<string | null>(null);
  const [trace, setTrace] = useState<Trace | null>(null);
  // Records while it is looked at.
  useEffect(() => {
    useLive.setState({ isRecording: true });
    return () => useLive.setState({ isRecording: false });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another flow has other traces.
  useEffect(() => setChosen(null), [flow]);
  const steps = traces.find(({ id }) => id === chosen)?.steps;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the trace has grown.
  useEffect(() => {
    if (chosen === null) {
      setTrace(null);
      return;
    }
    let isCurrent = true;
    getTrace(chosen).then((found) => isCurrent && setTrace(found), failed);
    return () => {
      isCurrent = false;
    };
  }, [chosen, steps]);
  if (trace && chosen) return <TraceSteps trace={trace} onBack={() => setChosen(null)} />;
  return (
    <Panel
      tools={
        <>
          <ToggleIconButton
            icon={isRecording ? "pause" : "play"}
            size="sm"
            label={isRecording ? t("Pause recording") : t("Record")}
            isSelected={!isRecording}
            onChange={(isPaused) => useLive.setState({ isRecording: !isPaused })}
          />
          <MenuButton
            label={left === null ? t("Every message") : t("{n} more", { n: left })}
            showLabel
            size="sm"
            variant="quiet"
            aria-label={t("How many messages to record")}
            placement="bottom start"
            onAction={(key) => {
              recordTraces(flow, key === "all" ? null : Number(key)).catch(failed);
              useLive.setState({ isRecording: true });
            }}
          >
            <MenuItem id="all">{t("Every message")}</MenuItem>
            <MenuItem id="1">{t("The next message")}</MenuItem>
            <MenuItem id="10">{t("The next 10 messages")}</MenuItem>
          </MenuButton>
        </>
      }
      more={
        <IconButton
          icon="trash"
          size="sm"
          label={t("Forget all traces of this flow")}
          isDisabled={traces.length === 0}
          onPress={() => {
            clearTraces(flow).catch(failed);
            forget(flow);
          }}
        />
      }
    >
      {skipped > 0 && (
        <p className={styles.note} role="status">
          {t("{n, plural, one {# message} other {# messages}} came too fast to be followed.", { n: skipped })}
        </p>
      )}
      {traces.length === 0 ? (
        <EmptyState icon="history" title={isRecording ? t("Waiting for a message") : t("Not recording")}>
          <p>
            {t(
              "Press the button of an inject node: each node that its message comes to will be listed here, with times and what changed.",
            )}
          </p>
        </EmptyState>
      ) : (
        <ol className={styles.list} aria-label={t("Traces")}>
          {[...traces].reverse().map((summary) => (
            <li key={summary.id}>
              <button type="button" className={styles.trace} onClick={() => setChosen(summary.id)}>
                <span className={styles.when}>{new Date(summary.at).toLocaleTimeString()}</span>
                <span className={styles.start}>{labelOf(editor, summary.start)}</span>
                <span className={styles.count} data-error={summary.errors > 0 || undefined}>
                  {summary.errors > 0
                    ? t("{n, plural, one {# error} other {# errors}}", { n: summary.errors })
                    : t("{n, plural, one {# step} other {# steps}}", { n: summary.steps })}
                </span>
                <span className={styles.took}>{timeText(summary.took)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

interface Known {
  flow: string;
  traces: TraceSummary[];
  skipped: number;
  left: number | null;
}

let known: Known = { flow: "", traces: [], skipped: 0, left: null };
let onForget: () => void = () => {};

function forget(flow: string): void {
  known = { flow, traces: [], skipped: 0, left: known.left };
  onForget();
}

/** The traces of a flow, as the server tells of them. */
function useTraces(flow: string): Known {
  const [, setVersion] = useState(0);
  const shown = useRef(flow);
  shown.current = flow;
  useEffect(() => {
    const again = () => setVersion((version) => version + 1);
    onForget = again;
    return onTraces((report) => {
      if (report.flow !== shown.current) return;
      const byId = new Map(known.flow === report.flow ? known.traces.map((trace) => [trace.id, trace]) : []);
      for (const trace of report.traces) byId.set(trace.id, trace);
      known = { ...report, traces: [...byId.values()].slice(-MOST) };
      again();
    });
  }, []);
  return known.flow === flow ? known : { flow, traces: [], skipped: 0, left: null };
}

/** What a node is called; a node that is gone by its id. */
export function labelOf({ document, types }: Editor, id: string): string {
  const record = document.get(id);
  return record ? nodeLabel(record, types, document) : id;
}

/** Microseconds as people read them. */
export function timeText(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1_000_000) return `${(microseconds / 1000).toFixed(microseconds < 10_000 ? 2 : 1)} ms`;
  return `${(microseconds / 1_000_000).toFixed(2)} s`;
}
