/** A JSONata expression with the list of its functions, and a pane that shows what it gives for a sample message. */

import { useEffect, useMemo, useState } from "react";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { type Trial, useFormHost } from "../host";
import { SectionTabs } from "../section-tabs";
import { CodeEditor, type CodeEditorHandle } from "../widgets/code-editor";
import styles from "./expand.module.css";
import type { ExpandedContentProps } from "./expanded-editor";
import { JSONATA_FUNCTIONS, type JsonataFunction } from "./jsonata-functions";

const WAIT_MS = 250;
const SAMPLE = JSON.stringify(
  { topic: "sensors/kitchen", payload: { temperature: 21.5, humidity: 40 } },
  null,
  4,
);

/** The sample message outlives the dialog: the next expression is tried with it too. */
let lastSample = SAMPLE;

export function ExpressionEditor({ value, label, isDisabled, onChange }: ExpandedContentProps) {
  const [tab, setTab] = useState("functions");
  const [editor, setEditor] = useState<CodeEditorHandle | null>(null);
  return (
    <div className={styles.expression}>
      <div className={styles.stack}>
        <CodeEditor
          value={value}
          language="jsonata"
          label={label}
          isDisabled={isDisabled ?? false}
          autoFocus
          onReady={(handle) => setEditor(handle)}
          onChange={onChange}
        />
        <p className={styles.muted}>
          {t("The expression sees the message: payload is msg.payload. Ctrl+Space completes functions.")}
        </p>
      </div>
      <SectionTabs
        label={t("Beside the expression")}
        tabs={[
          { id: "functions", label: t("Functions") },
          { id: "test", label: t("Test") },
        ]}
        selected={tab}
        onSelect={setTab}
      >
        {tab === "functions" ? (
          <FunctionList
            isDisabled={isDisabled === true}
            onInsert={({ name }) =>
              editor?.replaceSelection((selected) => {
                const text = `${name}(${selected})`;
                const at = selected === "" ? text.length - 1 : text.length;
                return { text, select: [at, at] };
              })
            }
          />
        ) : (
          <TestPane expression={value} />
        )}
      </SectionTabs>
    </div>
  );
}

interface FunctionListProps {
  isDisabled: boolean;
  onInsert: (item: JsonataFunction) => void;
}

function FunctionList({ isDisabled, onInsert }: FunctionListProps) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const groups = JSONATA_FUNCTIONS.map(({ title, functions }) => ({
    title,
    functions: functions.filter((item) => `${item.name} ${t(item.text)}`.toLowerCase().includes(wanted)),
  })).filter((group) => group.functions.length > 0);
  return (
    <div className={styles.stack}>
      <input
        className={styles.cell}
        type="search"
        aria-label={t("Filter functions")}
        placeholder={t("Filter functions")}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <div className={styles.functions}>
        {groups.map(({ title, functions }) => (
          <section key={title} aria-label={t(title)}>
            <h3>{t(title)}</h3>
            {functions.map((item) => (
              <button
                key={item.name}
                type="button"
                className={styles.function}
                disabled={isDisabled}
                title={t("Insert {name}", { name: item.name })}
                onClick={() => onInsert(item)}
              >
                <code>
                  {item.name}({item.args})
                </code>
                <span>{t(item.text)}</span>
              </button>
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function TestPane({ expression }: { expression: string }) {
  const host = useFormHost();
  const [sample, setSample] = useState(lastSample);
  const [seen, setSeen] = useState<unknown[]>([]);
  const [trial, setTrial] = useState<Trial | null>(null);
  const message = useMemo(() => {
    try {
      return { value: JSON.parse(sample) as unknown };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }, [sample]);

  useEffect(() => {
    let isCurrent = true;
    host.seenMessages().then(
      (messages) => isCurrent && setSeen(messages),
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [host]);

  useEffect(() => {
    lastSample = sample;
    if (!("value" in message) || expression.trim() === "") return setTrial(null);
    const abort = new AbortController();
    // While one types, the last answer stays; only the newest question is asked.
    const timer = setTimeout(() => {
      host
        .evaluate(expression, message.value, abort.signal)
        .then(setTrial)
        .catch((error: Error) => {
          if (!abort.signal.aborted) setTrial({ error: error.message, position: null });
        });
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [expression, message, sample, host]);

  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <h3 className={styles.title}>{t("Sample message")}</h3>
        <span className={styles.space} />
        {seen.length > 0 && (
          <Button size="sm" icon="history" onPress={() => setSample(JSON.stringify(seen[0], null, 4))}>
            {t("Last message seen")}
          </Button>
        )}
      </div>
      <CodeEditor value={sample} language="json" label={t("Sample message")} onChange={setSample} />
      <h3 className={styles.title}>{t("Result")}</h3>
      <div
        className={styles.result}
        role="status"
        aria-label={t("Result")}
        data-wrong={"problem" in message || (trial && "error" in trial) || undefined}
      >
        {"problem" in message ? (
          t("The sample message is not JSON: {problem}", { problem: message.problem })
        ) : trial === null ? (
          <span className={styles.muted}>{t("Write an expression, and what it gives stands here.")}</span>
        ) : "error" in trial ? (
          trial.error
        ) : trial.kind === "undefined" ? (
          <span className={styles.muted}>{t("Nothing matches: the value is undefined.")}</span>
        ) : trial.kind === "function" ? (
          <span className={styles.muted}>{t("A function.")}</span>
        ) : (
          trial.result
        )}
      </div>
    </div>
  );
}
