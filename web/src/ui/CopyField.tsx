/** A value to be copied into another program: in full, or masked until revealed. */

import { useId, useState } from "react";
import { t } from "../i18n";
import { IconButton } from "./Button.tsx";
import styles from "./CopyField.module.css";
import fieldStyles from "./Field.module.css";
import { notify } from "./Toast.tsx";

export interface CopyFieldProps {
  label: string;
  value: string;
  /** Masked, with a button that shows it. */
  secret?: boolean;
  description?: string;
}

/** Copies text; the old way where the clipboard API is closed (plain http on another host than localhost). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = styles.offscreen ?? "";
    (document.querySelector("[role=dialog]") ?? document.body).append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

export function CopyField({ label, value, secret = false, description }: CopyFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (await copyText(value)) {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } else {
      notify({
        kind: "error",
        title: t("Copying was refused by the browser"),
        description: t("Select the text and copy it."),
      });
    }
  };
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id} className={fieldStyles.label}>
        {label}
      </label>
      <div className={styles.group}>
        <input
          id={id}
          className={styles.value}
          readOnly
          type={secret && !shown ? "password" : "text"}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        {secret && (
          <IconButton
            icon={shown ? "eye-off" : "eye"}
            label={shown ? t("Hide {label}", { label }) : t("Reveal {label}", { label })}
            size="sm"
            onPress={() => setShown(!shown)}
          />
        )}
        <IconButton
          icon={copied ? "check" : "copy"}
          label={t("Copy {label}", { label })}
          tooltip={copied ? "Copied" : `Copy ${label}`}
          size="sm"
          onPress={copy}
        />
      </div>
      {description && <span className={fieldStyles.description}>{description}</span>}
      <span role="status" className={fieldStyles.hidden}>
        {copied ? `${label} copied` : ""}
      </span>
    </div>
  );
}
