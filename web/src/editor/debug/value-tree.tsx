/** A value of a message as a tree that opens step by step; each part can be copied, by value or by path. */

import { useState } from "react";
import { Icon, type IconName } from "../../ui/Icon";
import styles from "./debug.module.css";
import { childPath, describe, toText, type ValueKind } from "./decode";

/** Long lists open in steps of this many. */
const STEP = 100;

export interface ValueTreeProps {
  value: unknown;
  /** Property path of the value, for copying. */
  path: string;
  /** Whether its parts are shown at once. */
  isOpen?: boolean;
  /** The key before the value. */
  name?: string;
}

export function ValueTree({ value, path, isOpen: startsOpen = false, name }: ValueTreeProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const [limit, setLimit] = useState(STEP);
  const [isHex, setHex] = useState(false);
  const { kind, preview, entries, length } = describe(value);
  const canOpen = entries !== undefined && entries.length > 0;
  const isLongText = kind === "string" && (value as string).length > 60;
  const text =
    kind === "number" && isHex && Number.isInteger(value) ? `0x${(value as number).toString(16)}` : preview;
  return (
    <div className={styles.value} data-kind={kind}>
      <div className={styles.line}>
        {canOpen || isLongText ? (
          <button
            type="button"
            className={styles.opener}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="chevron-right" size="xs" />
            {name !== undefined && <span className={styles.key}>{name}:</span>}
            <span className={styles.preview}>
              {isOpen && canOpen ? summary(kind, length, preview) : text}
            </span>
          </button>
        ) : (
          <span className={styles.leaf}>
            {name !== undefined && <span className={styles.key}>{name}:</span>}
            {kind === "number" ? (
              <button
                type="button"
                className={styles.format}
                title="Decimal or hexadecimal"
                onClick={() => setHex(!isHex)}
              >
                {text}
              </button>
            ) : (
              <span className={styles.preview}>{text}</span>
            )}
          </span>
        )}
        <span className={styles.tools}>
          {path && <Tool icon="target" label="Copy path" text={() => path} />}
          <Tool icon="copy" label="Copy value" text={() => toText(value)} />
        </span>
      </div>
      {isOpen && isLongText && <pre className={styles.longText}>{value as string}</pre>}
      {isOpen && kind === "buffer" && <BufferText bytes={(entries ?? []).map(([, byte]) => Number(byte))} />}
      {isOpen && canOpen && kind !== "buffer" && (
        <div className={styles.children}>
          {entries.slice(0, limit).map(([key, part]) => (
            <ValueTree key={key} value={part} name={key} path={childPath(path, key, kind)} />
          ))}
          {entries.length > limit && (
            <button type="button" className={styles.more} onClick={() => setLimit(limit + STEP)}>
              {entries.length - limit} more…
            </button>
          )}
          {length !== undefined && length > entries.length && kind !== "object" && (
            <span className={styles.cut}>{length - entries.length} more were not sent.</span>
          )}
        </div>
      )}
    </div>
  );
}

/** A plain button: hundreds of them come and go with the messages. */
function Tool({ icon, label, text }: { icon: IconName; label: string; text: () => string }) {
  return (
    <button
      type="button"
      className={styles.tool}
      title={label}
      aria-label={label}
      onClick={() => void copy(text())}
    >
      <Icon name={icon} size="xs" />
    </button>
  );
}

function summary(kind: ValueKind, length: number | undefined, preview: string): string {
  return kind === "object" ? "object" : kind === "error" ? preview : `${kind}[${length ?? 0}]`;
}

/** Bytes as hexadecimal digits and as text, sixteen a line. */
function BufferText({ bytes }: { bytes: number[] }) {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, 1024); at += 16) {
    const part = bytes.slice(at, at + 16);
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return <pre className={styles.longText}>{lines.join("\n")}</pre>;
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission or https there is no clipboard; the text can still be selected.
  }
}
