/** Code in a form: expressions, templates, attributes. The editor itself is fetched when the first one is shown. */
import type { ReactNode } from "react";
import { CodeEditor } from "../../forms/widgets/code-editor.tsx";
import styles from "./CodeField.module.css";

export interface CodeFieldProps {
  label: string;
  language: string;
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  errorMessage?: string | undefined;
  isRequired?: boolean | undefined;
  isDisabled?: boolean | undefined;
  /** Lines in sight at least. */
  size?: "sm" | "md" | "lg" | undefined;
  /** Beside the label. */
  actions?: ReactNode;
}

export function CodeField(props: CodeFieldProps) {
  return (
    <div className={styles.field} data-invalid={props.errorMessage ? "" : undefined}>
      <div className={styles.head}>
        <span className={styles.label} data-required={props.isRequired || undefined}>
          {props.label}
        </span>
        {props.actions}
      </div>
      <div className={styles.box} data-size={props.size ?? "md"}>
        <CodeEditor
          label={props.label}
          language={props.language}
          value={props.value}
          onChange={props.onChange}
          isDisabled={props.isDisabled ?? false}
        />
      </div>
      {props.description && <span className={styles.note}>{props.description}</span>}
      {props.errorMessage && (
        <span className={styles.error} role="alert">
          {props.errorMessage}
        </span>
      )}
    </div>
  );
}
