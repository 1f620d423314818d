/** The plain widgets: text, textarea, number, checkbox, select, credential. */

import { useRef, useState } from "react";
import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { KEPT_SECRET } from "../draft";
import { labelOf, sameChoice, storeChoice, storeNumber } from "../field";
import styles from "../forms.module.css";
import { inputProps, textOf, type WidgetProps } from "./widget-props";

export function TextWidget(props: WidgetProps) {
  const { field, scope } = props;
  return (
    <input
      {...inputProps(props)}
      className={styles.input}
      type="text"
      autoComplete="off"
      spellCheck={false}
      placeholder={field.placeholder ?? ""}
      value={textOf(scope.get(field.name))}
      onChange={(event) => scope.set({ [field.name]: event.target.value })}
    />
  );
}

export function TextareaWidget(props: WidgetProps) {
  const { field, scope } = props;
  return (
    <textarea
      {...inputProps(props)}
      className={styles.textarea}
      placeholder={field.placeholder ?? ""}
      value={textOf(scope.get(field.name))}
      onChange={(event) => scope.set({ [field.name]: event.target.value })}
    />
  );
}

/** Text, since `${ENV}` may stand for the number; the arrow keys still count. */
export function NumberWidget(props: WidgetProps) {
  const { field, scope } = props;
  const text = textOf(scope.get(field.name));
  const step = (by: number) => {
    const next = Number(text || 0) + by;
    if (Number.isNaN(next)) return;
    const bounded = Math.min(field.maximum ?? Infinity, Math.max(field.minimum ?? -Infinity, next));
    scope.set({ [field.name]: storeNumber(String(bounded), field) });
  };
  return (
    <input
      {...inputProps(props)}
      className={styles.input}
      type="text"
      inputMode="decimal"
      autoComplete="off"
      placeholder={field.placeholder ?? ""}
      value={text}
      onChange={(event) => scope.set({ [field.name]: storeNumber(event.target.value, field) })}
      onKeyDown={(event) => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        step(event.key === "ArrowUp" ? 1 : -1);
      }}
    />
  );
}

export function CheckboxWidget(props: WidgetProps) {
  const { field, scope } = props;
  const value = scope.get(field.name);
  return (
    <label className={styles.check}>
      <input
        {...inputProps(props)}
        aria-label={undefined}
        type="checkbox"
        checked={value === true || value === "true"}
        onChange={(event) =>
          scope.set({ [field.name]: field.as_text ? String(event.target.checked) : event.target.checked })
        }
      />
      <span>{labelOf(field)}</span>
    </label>
  );
}

export function SelectWidget(props: WidgetProps) {
  const { field, scope } = props;
  const value = scope.get(field.name);
  const options = field.options ?? [];
  const known = options.some((option) => sameChoice(option.value, value));
  const [isOther, setOther] = useState(!known);
  const list = (
    <select
      {...inputProps(props)}
      className={styles.select}
      value={field.other && (isOther || !known) ? OTHER : textOf(value)}
      onChange={(event) => {
        setOther(event.target.value === OTHER);
        if (event.target.value === OTHER) scope.set({ [field.name]: "" });
        else scope.set({ [field.name]: storeChoice(event.target.value, field) });
      }}
    >
      {!known && !field.other && <option value={textOf(value)}>{textOf(value) || t("Choose…")}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
      {field.other && <option value={OTHER}>{field.other}</option>}
    </select>
  );
  if (!field.other || (known && !isOther)) return list;
  return (
    <div className={styles.inline}>
      {list}
      <TextWidget {...props} id={`${props.id}-other`} name={t("Other {label}", { label: labelOf(field) })} />
    </div>
  );
}

/** Stands for "another value" among the options of a `select`. */
const OTHER = "\u0000other";

/**
 * A credential. A secret that the server keeps is shown as dots; typing replaces it, clearing deletes it, and leaving
 * it alone keeps it.
 */
export function CredentialWidget(props: WidgetProps) {
  const { field, scope } = props;
  const [isRevealed, setRevealed] = useState(false);
  const value = textOf(scope.get(field.name));
  const isKept = value === KEPT_SECRET;
  const isSecret = field.secret === true;
  return (
    <div className={styles.inline}>
      {field.upload === "text" ? (
        <textarea
          {...inputProps(props)}
          className={styles.textarea}
          data-masked={(isSecret && !isRevealed) || undefined}
          autoComplete="off"
          spellCheck={false}
          rows={3}
          placeholder={isKept ? t("•••••••• (kept)") : (field.placeholder ?? "")}
          value={isKept ? "" : value}
          onChange={(event) => scope.set({ [field.name]: event.target.value })}
        />
      ) : (
        <input
          {...inputProps(props)}
          className={styles.input}
          type={isSecret && !isRevealed ? "password" : "text"}
          autoComplete="new-password"
          spellCheck={false}
          placeholder={isKept ? t("•••••••• (kept)") : (field.placeholder ?? "")}
          value={isKept ? "" : value}
          onChange={(event) => scope.set({ [field.name]: event.target.value })}
        />
      )}
      {field.upload && (
        <FileButton
          label={t("Load {label} from a file", { label: labelOf(field) })}
          isDisabled={props.isDisabled}
          onFile={async (file) =>
            scope.set({ [field.name]: field.upload === "text" ? await file.text() : await base64(file) })
          }
        />
      )}
      {isSecret && isKept && (
        <IconButton
          icon="trash"
          label={t("Delete {label}", { label: labelOf(field) })}
          onPress={() => scope.set({ [field.name]: "" })}
        />
      )}
      {isSecret && !isKept && value !== "" && (
        <IconButton
          icon={isRevealed ? "eye-off" : "eye"}
          label={isRevealed ? t("Hide") : t("Show")}
          onPress={() => setRevealed(!isRevealed)}
        />
      )}
    </div>
  );
}

interface FileButtonProps {
  label: string;
  isDisabled: boolean;
  onFile: (file: File) => void;
}

function FileButton({ label, isDisabled, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        icon="upload"
        label={label}
        variant="secondary"
        isDisabled={isDisabled}
        onPress={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ""; // so that the same file can be chosen again
          if (file) onFile(file);
        }}
      />
    </>
  );
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
