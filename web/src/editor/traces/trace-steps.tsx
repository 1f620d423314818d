/** The way of one message: a line for each step, the message there, what changed on the way to it, and sending it again. */

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { errorText } from "../../api";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { notify } from "../../ui/Toast";
import { decode, describe } from "../debug/decode";
import { ValueTree } from "../debug/value-tree";
import { allows, type Editor, useEditor } from "../editor";
import { Panel } from "../sidebar/panel";
import { type Step, sendAgain, type Trace } from "./api";
import { changesBetween } from "./changes";
import { TraceDrawing } from "./trace-drawing";
import { labelOf, timeText } from "./trace-panel";
import styles from "./traces.module.css";

export function TraceSteps({ trace, onBack }: { trace: Trace; onBack: () => void }) {
  const editor = useEditor();
  const [current, setCurrent] = useState(0);
  const drawing = useRef<TraceDrawing>(null);
  const list = useRef<HTMLOListElement>(null);
  const depths = useMemo(() => depthsOf(trace.all), [trace]);
  const step = trace.all[Math.min(current, trace.all.length - 1)];
  useEffect(() => {
    if (!editor.canvas) return;
    const made = new TraceDrawing();
    drawing.current = made;
    return editor.canvas.addDrawing(made);
  }, [editor]);
  useEffect(() => drawing.current?.show(trace.all, current), [trace, current]);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(trace.all.length - 1, to));
    setCurrent(next);
    const node = trace.all[next]?.node;
    if (node && editor.canvas?.boxOf(node)) editor.canvas.reveal([node]);
    list.current?.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    go(current + by);
    list.current?.querySelector<HTMLElement>(`[data-step="${current + by}"] button`)?.focus();
  };
  const whole = Math.max(1, trace.took);
  return (
    <Panel
      tools={
        <>
          <IconButton icon="arrow-left" size="sm" label={t("All traces")} onPress={onBack} />
          <strong className={styles.name}>{labelOf(editor, trace.start)}</strong>
          <span className={styles.took}>{timeText(trace.took)}</span>
          {editor.canWrite && (
            <IconButton
              icon="complete"
              size="sm"
              label={t("Make a test of this")}
              onPress={() =>
                void import("../flow-tests/recording").then((file) => file.testOfTrace(trace.id))
              }
            />
          )}
          <IconButton icon="chevron-up" size="sm" label={t("Step back")} onPress={() => go(current - 1)} />
          <IconButton icon="chevron-down" size="sm" label={t("Next step")} onPress={() => go(current + 1)} />
        </>
      }
    >
      <ol ref={list} className={styles.steps} aria-label={t("Steps")} onKeyDown={onKeyDown}>
        {trace.all.map((item, index) => (
          <li key={item.number} data-step={index}>
            <button
              type="button"
              className={styles.step}
              aria-current={index === current ? "step" : undefined}
              style={{ paddingLeft: `${0.5 + Math.min(depths[index] ?? 0, 8) * 0.7}rem` }}
              onClick={() => go(index)}
            >
              <span className={styles.number} data-error={item.error !== undefined || undefined}>
                {index + 1}
              </span>
              <span className={styles.start}>
                {labelOf(editor, item.node)}
                {elsewhere(editor, trace, item)}
              </span>
              <span className={styles.took}>{timeText(item.took)}</span>
              <span className={styles.track} aria-hidden="true">
                <span
                  className={styles.span}
                  style={{
                    left: `${(100 * item.at) / whole}%`,
                    width: `max(2px, ${(100 * item.took) / whole}%)`,
                  }}
                />
              </span>
            </button>
          </li>
        ))}
        {trace.left_out > 0 && (
          <li className={styles.note}>{t("{n} more steps were not kept.", { n: trace.left_out })}</li>
        )}
      </ol>
      {step && <StepView key={`${trace.id} ${step.number}`} trace={trace} step={step} />}
    </Panel>
  );
}

function StepView({ trace, step }: { trace: Trace; step: Step }) {
  const editor = useEditor();
  const value = useMemo(() => decode(step.value.msg, step.value.format), [step]);
  const parent = step.parent === null ? undefined : trace.all[step.parent];
  const changes = useMemo(
    () => (parent ? changesBetween(decode(parent.value.msg, parent.value.format), value) : []),
    [parent, value],
  );
  const outputs = editor.document.get(step.node)?.wires?.length ?? 0;
  const maySend = allows(editor.session.user?.permissions, "inject.write");
  const send = (port?: number) =>
    sendAgain(trace.id, step.number, port).then(
      () => notify({ kind: "success", title: t("Sent again: {name}", { name: labelOf(editor, step.node) }) }),
      (error) =>
        notify({
          kind: "error",
          title: t("The message cannot be sent again"),
          description: errorText(error),
        }),
    );
  return (
    <section className={styles.detail} aria-label={t("Step {n}", { n: step.number + 1 })}>
      {step.error !== undefined && <p className={styles.error}>{step.error}</p>}
      <div className={styles.actions}>
        <Button size="sm" icon="play" isDisabled={!step.repeatable || !maySend} onPress={() => void send()}>
          {t("Send into the node again")}
        </Button>
        {outputs > 0 && (
          <MenuButton
            label={t("Out of …")}
            showLabel
            size="sm"
            isDisabled={!step.repeatable || !maySend}
            onAction={(key) => void send(Number(key))}
          >
            {Array.from({ length: outputs }, (_, port) => (
              <MenuItem key={port} id={String(port)}>
                {t("Output {n}", { n: port + 1 })}
              </MenuItem>
            ))}
          </MenuButton>
        )}
      </div>
      {!step.repeatable && (
        <p className={styles.quiet}>
          {t("Messages of more than 50 kB are not kept whole: this one cannot be sent again.")}
        </p>
      )}
      {parent && (
        <>
          <h3 className={styles.heading}>
            {t("Changed since {name}", { name: labelOf(editor, parent.node) })}
          </h3>
          {changes.length === 0 ? (
            <p className={styles.quiet}>{t("Nothing: it went through as it came.")}</p>
          ) : (
            <ul className={styles.changes}>
              {changes.map((change) => (
                <li key={`${change.kind} ${change.path}`} data-kind={change.kind}>
                  <code>{change.path}</code>
                  {"before" in change && <del>{describe(change.before).preview}</del>}
                  {"after" in change && <ins>{describe(change.after).preview}</ins>}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <h3 className={styles.heading}>{t("Message")}</h3>
      <ValueTree value={value} path="msg" isOpen />
    </section>
  );
}

/** Where a step is that is not on the sheet itself. */
function elsewhere({ document, types }: Editor, trace: Trace, step: Step) {
  const [flow = "", ...instances] = step.path.split("/");
  const isLinked = flow !== trace.flow && document.get(trace.flow)?.type === "tab";
  const record = document.get(flow);
  const place = isLinked && record ? t("on {flow}", { flow: nodeLabel(record, types, document) }) : "";
  const inside = instances.length > 0 ? t("in a subflow") : "";
  return place || inside ? (
    <span className={styles.inside}>
      {" "}
      {place} {inside}
    </span>
  ) : null;
}

/** How deep each step is in the tree; where a message does not fork, the steps stay below each other. */
function depthsOf(steps: readonly Step[]): number[] {
  const children = new Map<number, number>();
  for (const step of steps)
    if (step.parent !== null) children.set(step.parent, (children.get(step.parent) ?? 0) + 1);
  const depths: number[] = [];
  for (const step of steps) {
    const parent = step.parent;
    depths.push(parent === null ? 0 : (depths[parent] ?? 0) + ((children.get(parent) ?? 0) > 1 ? 1 : 0));
  }
  return depths;
}
