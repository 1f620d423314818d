/** What became of a blueprint that was imported: as a whole, what was wrong, and of each entry. */
import { Badge, Banner, type Tone } from "../../ui/index.ts";
import styles from "./ImportResult.module.css";

/** As `managed/blueprints/import/` answers. */
export interface Result {
  success: boolean;
  messages: string[];
  entries: EntryResult[];
}

interface EntryResult {
  entry: number;
  line: number;
  model: string;
  label: string;
  outcome: string;
  note: string;
}

const TONES: Record<string, Tone> = {
  created: "ok",
  updated: "ok",
  deleted: "warn",
  skipped: "warn",
  failed: "danger",
};

export function ImportResult({ result, isCheck }: { result: Result; isCheck: boolean }) {
  const { success, messages, entries } = result;
  const title = success
    ? isCheck
      ? "It would go through"
      : "Imported"
    : isCheck
      ? "It would be refused"
      : "Nothing was changed";
  return (
    <section aria-label="Result">
      <Banner kind={success ? (messages.length > 0 ? "warn" : "ok") : "danger"} title={title}>
        <Messages messages={messages} />
      </Banner>
      <ol className={styles.entries} aria-label="Entries">
        {entries.map((entry) => (
          <li key={entry.entry}>
            <Badge tone={TONES[entry.outcome] ?? "neutral"}>{entry.outcome}</Badge>
            <span>
              <code>{entry.model}</code> {entry.label}
              {entry.note && <span className={styles.note}>{entry.note}</span>}
            </span>
            <span className={styles.line}>{`line ${entry.line}`}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What was wrong or is worth knowing, a line each. */
export function Messages({ messages }: { messages: readonly string[] }) {
  if (messages.length === 0) return null;
  return (
    <ul className={styles.messages}>
      {messages.map((message, index) => (
        <li key={index}>{message}</li>
      ))}
    </ul>
  );
}
