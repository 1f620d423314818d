/** Problems: what is wrong with the flows, by flow; each leads to its node, and some can be mended here. */

import { useMemo, useState } from "react";
import { isConfig, nodeLabel, typeOf } from "../../document";
import { FIXES, fixProblems, type Problem, RULES, type Severity, severityOf } from "../../document/problems";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { Icon, type IconName } from "../../ui/Icon";
import { type Editor, useDocument, useEditor } from "../editor";
import { showFlow } from "../flows";
import { Panel } from "../sidebar/panel";
import { ui, useUi } from "../store";
import styles from "./problems.module.css";
import { useProblems } from "./store";

const ICONS: Record<Severity, IconName> = { error: "error", warning: "warning", hint: "info" };
const ORDER: Record<Severity, number> = { error: 0, warning: 1, hint: 2 };
/** More than this are not listed at once. */
const STEP = 200;

export function ProblemsPanel() {
  const editor = useEditor();
  const document = useDocument();
  const { problems } = useProblems();
  const flow = useUi((state) => state.flow);
  const [isHere, setHere] = useState(false);
  const [limit, setLimit] = useState(STEP);
  const groups = useMemo(() => {
    const shown = problems.filter(({ id }) => !isHere || flowOf(editor, id) === flow);
    return byFlow(editor, shown, limit);
  }, [problems, isHere, flow, editor, limit]);
  const total = groups.reduce((sum, group) => sum + group.problems.length, 0);
  const fixable = problems.filter(({ rule }) => FIXES[rule]);
  return (
    <Panel
      tools={
        <Button size="sm" variant="quiet" icon="filter" onPress={() => setHere(!isHere)}>
          {isHere ? t("Current flow") : t("All flows")}
        </Button>
      }
      more={
        fixable.length > 1 &&
        editor.canWrite && (
          <Button size="sm" variant="quiet" icon="wand" onPress={() => fixProblems(document, fixable)}>
            {t("Mend {n}", { n: fixable.length })}
          </Button>
        )
      }
    >
      {groups.length === 0 ? (
        <EmptyState icon="ok" title={isHere ? t("No problems on this flow") : t("No problems")}>
          <p>
            {t(
              "Dead wires, types that are not installed, values that are not valid and code that cannot be read would be listed here.",
            )}
          </p>
        </EmptyState>
      ) : (
        <div className={styles.list}>
          {groups.map((group) => (
            <section key={group.id} aria-label={group.label}>
              <h3 className={styles.flow}>
                {group.label} <span className={styles.number}>{group.problems.length}</span>
              </h3>
              <ul className={styles.problems}>
                {group.problems.map((problem) => (
                  <Line key={`${problem.rule} ${problem.id} ${problem.detail}`} problem={problem} />
                ))}
              </ul>
            </section>
          ))}
          {total < problems.length && !isHere && (
            <Button size="sm" variant="quiet" onPress={() => setLimit(limit + STEP)}>
              {t("{n} more…", { n: problems.length - total })}
            </Button>
          )}
        </div>
      )}
    </Panel>
  );
}

function Line({ problem }: { problem: Problem }) {
  const editor = useEditor();
  const { document, types } = editor;
  const record = document.get(problem.id);
  if (!record) return null;
  const severity = severityOf(problem);
  const fix = FIXES[problem.rule];
  return (
    <li
      className={styles.problem}
      data-severity={severity}
      onPointerEnter={() => editor.canvas?.highlight(problem.id)}
      onPointerLeave={() => editor.canvas?.highlight(null)}
    >
      <button type="button" className={styles.line} onClick={() => reveal(editor, problem)}>
        <Icon name={ICONS[severity]} size="sm" />
        <span className={styles.text}>
          <strong>{nodeLabel(record, types, document)}</strong>
          <span className={styles.kind}>
            {" "}
            {typeOf(record, types, document)?.palette_label ?? record.type}
          </span>
          <br />
          {t(RULES[problem.rule].text, { detail: problem.detail })}
        </span>
      </button>
      {fix && editor.canWrite && (
        <Button size="sm" onPress={() => fixProblems(document, [problem])}>
          {t(fix)}
        </Button>
      )}
    </li>
  );
}

/** Shows where the problem is; what cannot be seen on a flow is opened. */
function reveal(editor: Editor, { id, rule }: Problem): void {
  const record = editor.document.get(id);
  if (!record) return;
  if (record.type === "subflow") showFlow(editor, id);
  else if (isConfig(record)) ui.openTray({ id });
  else {
    editor.canvas?.revealNode(id);
    if (rule === "invalid" || rule === "contents" || rule === "credentials") ui.openTray({ id });
  }
}

function flowOf({ document }: Editor, id: string): string {
  const record = document.get(id);
  return record?.type === "subflow" ? record.id : (record?.z ?? "");
}

interface Group {
  id: string;
  label: string;
  problems: Problem[];
}

/** The first problems by flow, errors first. */
function byFlow(editor: Editor, problems: readonly Problem[], limit: number): Group[] {
  const groups = new Map<string, Group>();
  const sorted = [...problems].sort((a, b) => ORDER[severityOf(a)] - ORDER[severityOf(b)]);
  for (const problem of sorted.slice(0, limit)) {
    const id = flowOf(editor, problem.id);
    let group = groups.get(id);
    if (!group) {
      const record = editor.document.get(id);
      const label = record ? nodeLabel(record, editor.types, editor.document) : t("On no flow");
      group = { id, label, problems: [] };
      groups.set(id, group);
    }
    group.problems.push(problem);
  }
  return [...groups.values()];
}
