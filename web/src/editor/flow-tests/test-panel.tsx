/** Tests: those of the flow shown with what came of them; run, made, changed and recorded here. */

import { useEffect, useState } from "react";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import type { FlowTest } from "../../schema";
import { Button, IconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { Spinner } from "../../ui/Spinner";
import { useDocument, useEditor } from "../editor";
import { Panel } from "../sidebar/panel";
import { ui, useUi } from "../store";
import styles from "./flow-tests.module.css";
import { newTest } from "./new-test";
import { recordNext } from "./recording";
import { loadFlowTests, runTests, useFlowTests } from "./store";
import { TestLine } from "./test-line";

export function TestPanel() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const { tests, outcomes } = useFlowTests();
  const [isHere, setHere] = useState(true);
  useEffect(() => void loadFlowTests(), []);
  const isTab = document.get(flow)?.type === "tab";
  const shown = (tests ?? []).filter((test) => !isHere || test.flow === flow);
  const passed = shown.filter(({ id }) => outcomes[id]?.passed === true).length;
  const failed = shown.filter(({ id }) => outcomes[id]?.passed === false).length;
  const create = () =>
    ui.open({
      kind: "flow-test",
      isNew: true,
      test: newTest(flow, document, editor.types, [...(editor.canvas?.selection ?? [])]),
    });
  const record = () => recordNext(flow, [...(editor.canvas?.selection ?? [])]);
  return (
    <Panel
      tools={
        <>
          <Button
            size="sm"
            variant="quiet"
            icon="play"
            isDisabled={!editor.canWrite || shown.length === 0}
            onPress={() => void runTests(editor, shown)}
          >
            {t("Run")}
          </Button>
          <Button size="sm" variant="quiet" icon="filter" onPress={() => setHere(!isHere)}>
            {isHere ? t("Current flow") : t("All flows")}
          </Button>
        </>
      }
      more={
        <>
          <IconButton
            icon="history"
            size="sm"
            label={t("Record the next message as a test")}
            isDisabled={!editor.canWrite || !isTab}
            onPress={record}
          />
          <IconButton
            icon="add"
            size="sm"
            label={t("New test")}
            isDisabled={!editor.canWrite || !isTab}
            onPress={create}
          />
        </>
      }
    >
      {passed + failed > 0 && (
        <p className={styles.summary} role="status" data-failed={failed > 0 || undefined}>
          {t("{passed} passed, {failed} failed", { passed, failed })}
        </p>
      )}
      {tests === null ? (
        <div className={styles.waiting}>
          <Spinner />
        </div>
      ) : shown.length === 0 ? (
        <EmptyState
          icon="complete"
          title={isHere ? t("This flow has no tests yet") : t("There are no tests yet")}
          actions={
            editor.canWrite && isTab ? (
              <>
                <Button size="sm" variant="primary" icon="history" onPress={record}>
                  {t("Record the next message")}
                </Button>
                <Button size="sm" icon="add" onPress={create}>
                  {t("New test")}
                </Button>
              </>
            ) : undefined
          }
        >
          <p>
            {t(
              "A test sends messages into the flow and says what has to come out. It runs on the flow as it is shown, without reaching outside: here, and in CI with “wirelatch test”.",
            )}
          </p>
        </EmptyState>
      ) : (
        <div className={styles.list}>
          {byFlow(shown).map(([id, own]) => {
            const record = document.get(id);
            const label = record ? nodeLabel(record, editor.types, document) : id;
            return (
              <section key={id} aria-label={label}>
                {!isHere && <h3 className={styles.flow}>{label}</h3>}
                <ul className={styles.tests} aria-label={t("Tests")}>
                  {own.map((test) => (
                    <TestLine key={test.id} test={test} />
                  ))}
                </ul>
              </section>
            );
          })}
        </div>
      )}
    </Panel>
  );
}

function byFlow(tests: readonly FlowTest[]): [string, FlowTest[]][] {
  const flows = new Map<string, FlowTest[]>();
  for (const test of tests) flows.set(test.flow, [...(flows.get(test.flow) ?? []), test]);
  return [...flows];
}
