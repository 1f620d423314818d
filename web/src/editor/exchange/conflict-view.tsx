/**
 * The second step of an import that brings what is there already: for each flow, subflow, node and config node whether
 * it comes in, as a copy or in place of what is there. What stands on a flow goes the way of the flow.
 */

import { useState } from "react";
import { type ImportChoice, type ImportItem, nodeLabel } from "../../document";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { useEditor } from "../editor";
import styles from "./exchange.module.css";
import { TypeMark } from "./type-mark";

interface ConflictViewProps {
  plan: ImportItem[];
  chosen: ReadonlyMap<string, ImportChoice>;
  onChoose: (id: string, choice: ImportChoice) => void;
}

const TITLES: Record<ImportItem["kind"], () => string> = {
  subflow: () => t("Subflows"),
  flow: () => t("Flows"),
  node: () => t("Nodes"),
  config: () => t("Config nodes"),
};

export function ConflictView({ plan, chosen, onChoose }: ConflictViewProps) {
  const kinds = (["subflow", "flow", "node", "config"] as const).filter((kind) =>
    plan.some((item) => item.kind === kind),
  );
  return (
    <div className={styles.plan}>
      {kinds.map((kind) => (
        <section key={kind} aria-label={TITLES[kind]()}>
          <h3 className={styles.planTitle}>{TITLES[kind]()}</h3>
          <ul className={styles.planList}>
            {plan
              .filter((item) => item.kind === kind)
              .map((item) => (
                <PlanRow
                  key={item.record.id}
                  item={item}
                  choice={chosen.get(item.record.id) ?? item.choices[0] ?? "import"}
                  onChoose={(choice) => onChoose(item.record.id, choice)}
                />
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface PlanRowProps {
  item: ImportItem;
  choice: ImportChoice;
  onChoose: (choice: ImportChoice) => void;
}

function PlanRow({ item, choice, onChoose }: PlanRowProps) {
  const editor = useEditor();
  const [isOpen, setOpen] = useState(false);
  const { record } = item;
  const label = nodeLabel(record, editor.types, editor.document) || record.type;
  const words = wordsFor(item);
  const isTaken = choice !== "skip";
  const first = item.choices.find((value) => value !== "skip") ?? "import";
  return (
    <li className={styles.planItem} data-left={!isTaken || undefined}>
      <div className={styles.planRow}>
        {item.children.length > 0 ? (
          <button
            type="button"
            className={styles.planToggle}
            aria-expanded={isOpen}
            aria-label={t("What stands on {name}", { name: label })}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? "chevron-down" : "chevron-right"} size="xs" />
          </button>
        ) : (
          <span className={styles.planToggle} />
        )}
        <input
          type="checkbox"
          aria-label={t("Import {name}", { name: label })}
          checked={isTaken}
          onChange={(event) => onChoose(event.target.checked ? first : "skip")}
        />
        <TypeMark item={item} />
        <span className={styles.planLabel}>{label}</span>
        {item.children.length > 0 && (
          <span className={styles.muted}>
            {t("{n, plural, one {# node} other {# nodes}}", { n: item.children.length })}
          </span>
        )}
        {item.exists && <span className={styles.exists}>{t("already there")}</span>}
        <span className={styles.space} />
        {item.exists ? (
          <select
            className={styles.planChoice}
            aria-label={t("What becomes of {name}", { name: label })}
            value={choice}
            onChange={(event) => onChoose(event.target.value as ImportChoice)}
          >
            {item.choices.map((value) => (
              <option key={value} value={value}>
                {words[value]}
              </option>
            ))}
          </select>
        ) : (
          <span className={styles.muted}>{isTaken ? t("new") : t("left out")}</span>
        )}
      </div>
      {isOpen && (
        <ul className={styles.planChildren}>
          {item.children.map((child) => (
            <li key={child.record.id} className={styles.planRow}>
              <TypeMark item={child} />
              <span className={styles.planLabel}>
                {nodeLabel(child.record, editor.types, editor.document) || child.record.type}
              </span>
              {child.exists && <span className={styles.exists}>{t("already there")}</span>}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function wordsFor({ kind, record }: ImportItem): Record<ImportChoice, string> {
  const isShared = kind === "subflow" || kind === "config";
  return {
    import: t("Import"),
    copy: t("Import a copy"),
    replace: record.type === "tab" ? t("Replace the flow that is there") : t("Replace what is there"),
    skip: isShared ? t("Use what is there") : t("Leave out"),
  };
}
