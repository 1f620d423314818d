/** JSON to be read and copied. */
import { copyText, IconButton, notify } from "../../ui/index.ts";
import styles from "./JsonView.module.css";

export function JsonView({ label, value }: { label: string; value: unknown }) {
  const text = pretty(value);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={styles.view} aria-label={label} tabIndex={0}>
      <pre className={styles.text}>{text}</pre>
      <span className={styles.copy}>
        <IconButton
          icon="copy"
          size="sm"
          label={`Copy ${label}`}
          onPress={async () => {
            if (await copyText(text)) notify({ kind: "success", title: `${label} copied` });
          }}
        />
      </span>
    </section>
  );
}

/** Values as indented JSON; texts that hold JSON too, other texts as they are. */
export function pretty(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
