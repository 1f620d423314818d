/** One test in the panel: its state, what can be done with it, and what was expected against what came. */

import { useState } from "react";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import type { FlowTest, FlowTestOutcome } from "../../schema";
import { IconButton } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { Spinner } from "../../ui/Spinner";
import { notify } from "../../ui/Toast";
import { type Editor, useEditor } from "../editor";
import { ui } from "../store";
import styles from "./flow-tests.module.css";
import { copyOf, nodeOfFailure } from "./new-test";
import { changeFlowTests, runTests, useFlowTests, withTest } from "./store";

export function TestLine({ test }: { test: FlowTest }) {
  const editor = useEditor();
  const outcome = useFlowTests((state) => state.outcomes[test.id]);
  const isRunning = useFlowTests((state) => state.running.includes(test.id));
  const [isRenaming, setRenaming] = useState(false);
  const name = test.name || test.id;
  const edit = () => ui.open({ kind: "flow-test", test, isNew: false });
  const act = (key: string) => {
    if (key === "edit") edit();
    if (key === "rename") setRenaming(true);
    if (key === "duplicate") void changeFlowTests(withTest(copyOf(test, t("{name} (copy)", { name }))));
    if (key === "delete") void remove(test);
  };
  return (
    <li className={styles.test}>
      <div className={styles.line}>
        <span className={styles.state} role="img" aria-label={stateOf(outcome, isRunning)}>
          {isRunning ? (
            <Spinner size="sm" />
          ) : (
            <Icon
              name={outcome ? (outcome.passed ? "ok" : "error") : "minus"}
              size="sm"
              className={outcome ? (outcome.passed ? styles.passed : styles.failed) : styles.untold}
            />
          )}
        </span>
        {isRenaming ? (
          <Rename test={test} name={name} onEnd={() => setRenaming(false)} />
        ) : (
          <button type="button" className={styles.name} onClick={edit}>
            {name}
          </button>
        )}
        {outcome && !isRunning && (
          <span className={styles.took}>{t("{n} ms", { n: Math.round(outcome.seconds * 1000) })}</span>
        )}
        <IconButton
          icon="play"
          size="sm"
          label={t("Run {name}", { name })}
          isDisabled={!editor.canWrite || isRunning}
          onPress={() => void runTests(editor, [test])}
        />
        <MenuButton
          icon="more-vertical"
          size="sm"
          label={t("More for {name}", { name })}
          onAction={(key) => act(String(key))}
        >
          <MenuItem id="edit" icon="edit">
            {editor.canWrite ? t("Edit") : t("View")}
          </MenuItem>
          <MenuItem id="rename" isInset isDisabled={!editor.canWrite}>
            {t("Rename")}
          </MenuItem>
          <MenuItem id="duplicate" icon="copy" isDisabled={!editor.canWrite}>
            {t("Duplicate")}
          </MenuItem>
          <MenuItem id="delete" icon="trash" danger isDisabled={!editor.canWrite}>
            {t("Delete")}
          </MenuItem>
        </MenuButton>
      </div>
      {outcome && !outcome.passed && !isRunning && <Failures test={test} outcome={outcome} />}
    </li>
  );
}

function Rename({ test, name, onEnd }: { test: FlowTest; name: string; onEnd: () => void }) {
  const [text, setText] = useState(name);
  const done = () => {
    onEnd();
    if (text.trim() && text !== name) void changeFlowTests(withTest({ ...test, name: text.trim() }));
  };
  return (
    <div className={styles.rename}>
      <TextField
        label={t("Name")}
        hideLabel
        autoFocus
        value={text}
        onChange={setText}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter") done();
          if (event.key === "Escape") onEnd();
        }}
      />
    </div>
  );
}

function Failures({ test, outcome }: { test: FlowTest; outcome: FlowTestOutcome }) {
  const editor = useEditor();
  const label = (id: string) => labelOf(editor, id);
  const reveal = (id: string | null) => {
    if (id && editor.document.has(id)) editor.canvas?.revealNode(id);
  };
  const failedAt = test.expect
    .map((expectation, index) => ({ expectation, received: outcome.received[index] ?? [] }))
    .filter(({ expectation }) =>
      outcome.failures.some((text) => nodeOfFailure(text, test, label) === expectation.node),
    );
  return (
    <div className={styles.failures}>
      <ul>
        {outcome.failures.map((failure) => (
          <li key={failure}>
            <button type="button" onClick={() => reveal(nodeOfFailure(failure, test, label))}>
              {failure}
            </button>
          </li>
        ))}
      </ul>
      {failedAt.map(({ expectation, received }) => (
        <details key={`${expectation.node} ${expectation.at} ${expectation.port}`} className={styles.compare}>
          <summary>{t("Expected and received at {name}", { name: label(expectation.node) })}</summary>
          <h4>{t("Expected")}</h4>
          <pre className={styles.expected}>{shown(expectation.messages)}</pre>
          <h4>{t("Received")}</h4>
          <pre className={styles.received}>{shown(received)}</pre>
        </details>
      ))}
    </div>
  );
}

const shown = (messages: readonly unknown[]): string =>
  messages.length === 0
    ? t("Nothing.")
    : messages
        .map((each) => JSON.stringify(each, (key, value) => (key === "_msgid" ? undefined : value), 2))
        .join("\n");

function stateOf(outcome: FlowTestOutcome | undefined, isRunning: boolean): string {
  if (isRunning) return t("Running");
  if (!outcome) return t("Not run");
  return outcome.passed ? t("Passed") : t("Failed");
}

async function remove(test: FlowTest): Promise<void> {
  if (!(await changeFlowTests((tests) => tests.filter(({ id }) => id !== test.id)))) return;
  notify({
    kind: "info",
    title: t("Deleted: {name}", { name: test.name || test.id }),
    action: { label: t("Undo"), onPress: () => void changeFlowTests(withTest(test)) },
  });
}

/** What a node is called; one that is gone by its id. */
export function labelOf({ document, types }: Editor, id: string): string {
  const record = document.get(id);
  return record ? nodeLabel(record, types, document) || record.type : id;
}
