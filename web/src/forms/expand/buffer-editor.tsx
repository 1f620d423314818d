/** The bytes of a buffer as text, as a list of numbers, in hex or in Base64. */

import { useState } from "react";
import { t } from "../../i18n";
import { ChoiceBar } from "../../ui/ChoiceBar";
import { type BufferView, bytesOf, readBytes, shownBytes, storedBytes } from "./buffer-text";
import styles from "./expand.module.css";
import type { ExpandedContentProps } from "./expanded-editor";

export function BufferEditor({ value, label, isDisabled, onChange }: ExpandedContentProps) {
  const start = bytesOf(value);
  const [view, setView] = useState<BufferView>(start && shownBytes(start, "text") !== null ? "text" : "raw");
  const [text, setText] = useState(() => (start ? (shownBytes(start, view) ?? value) : value));
  const bytes = readBytes(text, view);
  const show = (next: BufferView) => {
    const shown = bytes && shownBytes(bytes, next);
    if (shown === null) return;
    setView(next);
    setText(shown);
  };
  const change = (next: string) => {
    setText(next);
    const read = readBytes(next, view);
    if (read) onChange(storedBytes(read));
  };
  const option = (value: BufferView, label: string) => ({
    value,
    label,
    isDisabled: value !== view && (!bytes || shownBytes(bytes, value) === null),
  });
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <ChoiceBar
          label={t("Shown as")}
          value={view}
          options={[
            option("text", t("Text (UTF-8)")),
            option("raw", t("Numbers")),
            option("hex", t("Hex")),
            option("base64", t("Base64")),
          ]}
          onChange={show}
        />
        <span className={styles.space} />
        <span className={styles.muted} role="status">
          {bytes && t("{n, plural, one {# byte} other {# bytes}}", { n: bytes.length })}
        </span>
      </div>
      <textarea
        className={styles.text}
        aria-label={label}
        aria-invalid={!bytes || undefined}
        spellCheck={false}
        disabled={isDisabled}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      {!bytes && (
        <p className={styles.problem} role="alert">
          {view === "hex"
            ? t("Two hexadecimal digits are needed for each byte.")
            : view === "base64"
              ? t("This is not Base64.")
              : t("A list of numbers from 0 to 255 is needed.")}
        </p>
      )}
    </div>
  );
}
