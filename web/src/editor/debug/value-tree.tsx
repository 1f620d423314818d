/** A value of a message as a tree that opens step by step; each part can be copied, by value or by path. */

import { useState } from "react";
import { t } from "../../i18n";
import { Icon, type IconName } from "../../ui/Icon";
import { notify } from "../../ui/Toast";
import styles from "./debug.module.css";
import { childPath, describe, toText, type ValueKind } from "./decode";
import { bytesText, FORMAT_NAMES, type Format, hexLines, numberFormats, numberText } from "./formats";
import { leadsTo, type PartView } from "./store";

/** Long lists open in steps of this many. */
const STEP = 100;
const BYTE_FORMATS: readonly Format[] = ["hex", "text", "list"];

/** What a tree remembers beyond its own life, and what is pinned open. */
export interface TreeMemory {
  views: Map<string, PartView>;
  pinned: readonly string[];
  onPin(path: string, isPinned: boolean): void;
}

export interface ValueTreeProps {
  value: unknown;
  /** Property path of the value, for copying. */
  path: string;
  /** Whether its parts are shown at once. */
  isOpen?: boolean;
  /** The key before the value. */
  name?: string;
  memory?: TreeMemory;
}

export function ValueTree({ value, path, isOpen: startsOpen = false, name, memory }: ValueTreeProps) {
  const [view, setView] = useState<PartView>(() => memory?.views.get(path) ?? {});
  const change = (part: PartView) => {
    const next = { ...view, ...part };
    memory?.views.set(path, next);
    setView(next);
  };
  const { kind, preview, entries, length } = describe(value);
  const isPinned = memory?.pinned.includes(path) ?? false;
  const isOpen =
    view.isOpen ?? (startsOpen || (memory?.pinned.some((inner) => leadsTo(path, inner)) ?? false));
  const limit = view.limit ?? STEP;
  const canOpen = entries !== undefined && entries.length > 0;
  const isLongText = kind === "string" && ((value as string).length > 60 || /\n/.test(value as string));
  const formats = kind === "number" && typeof value === "number" ? numberFormats(value) : [];
  const format = view.format ?? "plain";
  const text = formats.length > 1 && format !== "plain" ? numberText(value as number, format) : preview;
  const next = formats[(formats.indexOf(format) + 1) % formats.length];
  return (
    <div className={styles.value} data-kind={kind}>
      <div className={styles.line}>
        {canOpen || isLongText ? (
          <button
            type="button"
            className={styles.opener}
            aria-expanded={isOpen}
            onClick={() => change({ isOpen: !isOpen })}
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
            {next && formats.length > 1 ? (
              <button
                type="button"
                className={styles.format}
                title={t("Show as: {format}", { format: t(FORMAT_NAMES[next]) })}
                onClick={() => change({ format: next })}
              >
                {text}
              </button>
            ) : (
              <span className={styles.preview}>{text}</span>
            )}
          </span>
        )}
        {isOpen && kind === "buffer" && canOpen && (
          <ByteFormat format={view.format ?? "hex"} onChange={(chosen) => change({ format: chosen })} />
        )}
        <span className={styles.tools}>
          {memory && (canOpen || isPinned) && (
            <Tool
              icon="pin"
              label={
                isPinned ? t("No longer keep this open") : t("Keep this open in all messages of the node")
              }
              isOn={isPinned}
              onPress={() => {
                if (!isPinned) change({ isOpen: true });
                memory.onPin(path, !isPinned);
              }}
            />
          )}
          {path && (
            <Tool icon="target" label={t("Copy path")} onPress={() => void copy(path, t("Path copied"))} />
          )}
          <Tool
            icon="copy"
            label={t("Copy value")}
            onPress={() => void copy(toText(value), t("Value copied"))}
          />
        </span>
      </div>
      {isOpen && isLongText && <pre className={styles.longText}>{value as string}</pre>}
      {isOpen && kind === "buffer" && canOpen && (view.format ?? "hex") !== "list" && (
        <pre className={styles.longText}>
          {(view.format === "text" ? bytesText : hexLines)(entries.map(([, byte]) => Number(byte)))}
        </pre>
      )}
      {isOpen && canOpen && (kind !== "buffer" || view.format === "list") && (
        <div className={styles.children}>
          {entries.slice(0, limit).map(([key, part]) => (
            <ValueTree
              key={key}
              value={part}
              name={key}
              path={childPath(path, key, kind)}
              {...(memory ? { memory } : {})}
            />
          ))}
          {entries.length > limit && (
            <button type="button" className={styles.more} onClick={() => change({ limit: limit + STEP })}>
              {t("{n} more…", { n: entries.length - limit })}
            </button>
          )}
          {length !== undefined && length > entries.length && kind !== "object" && (
            <span className={styles.cut}>{t("{n} more were not sent.", { n: length - entries.length })}</span>
          )}
        </div>
      )}
    </div>
  );
}

function ByteFormat({ format, onChange }: { format: Format; onChange: (format: Format) => void }) {
  return (
    <span className={styles.formats}>
      {BYTE_FORMATS.map((choice) => (
        <button
          key={choice}
          type="button"
          className={styles.choice}
          aria-pressed={choice === format}
          onClick={() => onChange(choice)}
        >
          {choice === "hex" ? t("hex") : choice === "text" ? t("text") : t("list")}
        </button>
      ))}
    </span>
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  isOn?: boolean;
  onPress: () => void;
}

/** A plain button: hundreds of them come and go with the messages. */
function Tool({ icon, label, isOn, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className={styles.tool}
      title={label}
      aria-label={label}
      {...(isOn === undefined ? {} : { "aria-pressed": isOn })}
      onClick={onPress}
    >
      <Icon name={icon} size="xs" />
    </button>
  );
}

function summary(kind: ValueKind, length: number | undefined, preview: string): string {
  return kind === "object" ? "object" : kind === "error" ? preview : `${kind}[${length ?? 0}]`;
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ kind: "success", title: done });
  } catch {
    // Without permission or https there is no clipboard; the text can still be selected.
  }
}
