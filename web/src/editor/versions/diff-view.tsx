/** What differs between two documents: flow by flow, node by node, property by property, with a picture of each flow. */

import { type ReactNode, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import {
  byFlow,
  type Conflict,
  countKinds,
  type DocumentDiff,
  diffDocuments,
  type NodeRecord,
  type NodeTypes,
  nodeLabel,
  type PropertyDiff,
  type RecordDiff,
  type Side,
} from "../../document";
import { msg, t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { FlowPicture } from "./flow-picture";
import { firstFlows, MOST } from "./folding";
import { diffLines } from "./lines";
import styles from "./versions.module.css";

export const KINDS: Record<RecordDiff["kind"], string> = {
  added: msg("added"),
  removed: msg("removed"),
  changed: msg("changed"),
  moved: msg("moved"),
};

export interface DiffViewProps {
  before: readonly NodeRecord[];
  after: readonly NodeRecord[];
  types: NodeTypes;
  /** What to say, and what can be done next, where nothing differs. */
  same?: ReactNode;
}

export function DiffView({ before, after, types, same }: DiffViewProps) {
  const diff = useMemo(() => diffDocuments(before, after), [before, after]);
  const flows = useMemo(() => byFlow(diff, before, after), [diff, before, after]);
  const unfolded = useMemo(() => firstFlows(flows.map(({ records }) => records.length)), [flows]);
  if (diff.size === 0)
    return (
      <EmptyState icon="ok" title={t("Nothing differs")}>
        {same ?? t("Both hold the same nodes with the same properties, at the same places.")}
      </EmptyState>
    );
  return (
    <div className={styles.diff}>
      <Counts diff={diff} />
      {flows.map((part, at) => (
        <FlowPart
          key={part.id || "outside"}
          part={part}
          diff={diff}
          before={before}
          after={after}
          types={types}
          isFirst={at < unfolded}
        />
      ))}
    </div>
  );
}

interface FlowPartProps extends Omit<DiffViewProps, "same"> {
  part: ReturnType<typeof byFlow>[number];
  diff: DocumentDiff;
  isFirst: boolean;
}

/** What differs on one flow. Folded, nothing of it is drawn. */
function FlowPart({ part, diff, before, after, types, isFirst }: FlowPartProps) {
  const { id, flow, own, records } = part;
  const [isOpen, setOpen] = useState(isFirst);
  const [most, setMost] = useState(MOST);
  const [opened, setOpened] = useState<string>();
  const show = (record: string) => {
    flushSync(() => {
      setMost(Math.max(most, records.findIndex((one) => one.id === record) + 1));
      setOpened(record);
    });
    const item = document.querySelector<HTMLDetailsElement>(`[data-record="${CSS.escape(record)}"]`);
    if (!item) return;
    item.open = true;
    item.scrollIntoView({ block: "center", behavior: "smooth" });
    item.querySelector("summary")?.focus();
  };
  return (
    <details
      className={styles.flow}
      open={isFirst}
      aria-label={flowName(flow)}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <h3>{flowName(flow)}</h3>
        {own && <Badge>{t(KINDS[own.kind])}</Badge>}
        <span className={styles.amount}>
          {t("{count, plural, one {# difference} other {# differences}}", {
            count: records.length + (own ? 1 : 0),
          })}
        </span>
      </summary>
      {isOpen && (
        <>
          {flow && (
            <FlowPicture flow={id} before={before} after={after} diff={diff} types={types} onSelect={show} />
          )}
          {own && own.properties.length > 0 && own.kind === "changed" && (
            <Properties properties={own.properties} />
          )}
          {records.slice(0, most).map((record) => (
            <RecordItem key={record.id} diff={record} types={types} isShown={record.id === opened} />
          ))}
          {records.length > most && (
            <p className={styles.more}>
              <Button size="sm" onPress={() => setMost(most + 5 * MOST)}>
                {t("Show more: {count} are left", { count: records.length - most })}
              </Button>
            </p>
          )}
        </>
      )}
    </details>
  );
}

const flowName = (flow: NodeRecord | undefined): string =>
  flow ? String(flow.label || flow.name || flow.id) : t("Global configuration nodes");

export function Counts({ diff }: { diff: DocumentDiff }) {
  const counts = countKinds(diff.values());
  return (
    <p className={styles.counts}>
      {(Object.keys(counts) as RecordDiff["kind"][])
        .filter((kind) => counts[kind] > 0)
        .map((kind) => (
          <span key={kind} data-kind={kind}>
            {counts[kind]} {t(KINDS[kind])}
          </span>
        ))}
    </p>
  );
}

function RecordItem({ diff, types, isShown }: { diff: RecordDiff; types: NodeTypes; isShown: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const record = (diff.after ?? diff.before)!;
  const marks = new Set(diff.properties.map(({ kind }) => kind));
  return (
    <details
      className={styles.record}
      data-record={diff.id}
      data-kind={diff.kind}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <span className={styles.mark} aria-hidden="true" />
        <span className={styles.name}>{nodeLabel(record, types)}</span>
        <span className={styles.type}>{record.type}</span>
        <span className={styles.kinds}>
          {diff.kind === "changed" && marks.has("wires") && <Badge>{t("wires")}</Badge>}
          {diff.kind === "changed" && marks.has("place") && <Badge>{t("position")}</Badge>}
          <span className={styles.kind}>{t(KINDS[diff.kind])}</span>
        </span>
      </summary>
      {(isOpen || isShown) && <Properties properties={diff.properties} />}
    </details>
  );
}

function Properties({ properties }: { properties: readonly PropertyDiff[] }) {
  return (
    <table className={styles.properties}>
      <thead>
        <tr>
          <th scope="col">{t("Property")}</th>
          <th scope="col">{t("Before")}</th>
          <th scope="col">{t("After")}</th>
        </tr>
      </thead>
      <tbody>
        {properties.map(({ key, before, after }) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            {isLong(before) && isLong(after) ? (
              <td colSpan={2}>
                <Lines before={textOf(before)} after={textOf(after)} />
              </td>
            ) : (
              <>
                <td className={styles.before}>
                  <Value value={before} />
                </td>
                <td className={styles.after}>
                  <Value value={after} />
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
const isLong = (value: unknown): boolean => textOf(value).includes("\n");

export function Value({ value }: { value: unknown }) {
  if (value === undefined) return <span className={styles.nothing}>{t("not there")}</span>;
  if (value === "") return <span className={styles.nothing}>{t("empty")}</span>;
  const text = typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
  return <pre>{text.length > 2000 ? `${text.slice(0, 2000)}…` : text}</pre>;
}

function Lines({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after);
  return (
    <pre className={styles.lines}>
      {lines.map(({ kind, text }, index) => (
        <span key={index} data-kind={kind}>
          {kind === "before" ? "− " : kind === "after" ? "+ " : "  "}
          {text}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

/** Conflicts of a merge, each to be decided for one side. */
export function Conflicts({
  conflicts,
  choices,
  nameOf,
  onChoose,
}: {
  conflicts: readonly Conflict[];
  choices: ReadonlyMap<string, Side>;
  nameOf: (id: string) => string;
  onChoose: (id: string, side: Side) => void;
}) {
  return (
    <ul className={styles.conflicts}>
      {conflicts.map(({ id, record, key, local, remote }) => (
        <li key={id}>
          <p>
            <strong>{nameOf(record)}</strong>{" "}
            {key === undefined ? t("was removed on one side and changed on the other") : <code>{key}</code>}
          </p>
          <fieldset>
            <legend className={styles.hiddenText}>{`${nameOf(record)} ${key ?? ""}`}</legend>
            {(["local", "remote"] as const).map((side) => {
              const value = side === "local" ? local : remote;
              return (
                <label key={side} data-chosen={choices.get(id) === side || undefined}>
                  <input
                    type="radio"
                    name={id}
                    checked={choices.get(id) === side}
                    onChange={() => onChoose(id, side)}
                  />
                  <span>{side === "local" ? t("Yours") : t("Theirs")}</span>
                  {key === undefined ? (
                    <span className={styles.nothing}>
                      {value === undefined ? t("removed") : t("changed")}
                    </span>
                  ) : (
                    <Value value={value} />
                  )}
                </label>
              );
            })}
          </fieldset>
        </li>
      ))}
    </ul>
  );
}
