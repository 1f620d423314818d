/** What the server logged while it decided, in order. */
import styles from "./LogMessages.module.css";

export interface LogMessage {
  timestamp?: string;
  log_level?: string;
  logger?: string;
  event?: string;
  attributes?: Record<string, unknown>;
}

export function LogMessages({ messages }: { messages: readonly LogMessage[] | undefined }) {
  if (!messages || messages.length === 0) return null;
  return (
    <section aria-label="Log">
      <h3 className={styles.title}>Log</h3>
      <ol className={styles.log}>
        {messages.map((message, index) => (
          <li key={index} data-level={message.log_level}>
            <span className={styles.level}>{message.log_level ?? "info"}</span>
            <span>{message.event}</span>
            {message.attributes && Object.keys(message.attributes).length > 0 && (
              <code>{JSON.stringify(message.attributes)}</code>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
