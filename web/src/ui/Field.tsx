/** The parts that all fields share: label, description, error; and the fields of text. */

import { type ReactNode, useState } from "react";
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Button,
  FieldError,
  Group,
  Input,
  Label,
  Text,
} from "react-aria-components";
import { t } from "../i18n";
import { IconButton } from "./Button.tsx";
import styles from "./Field.module.css";
import { Icon } from "./Icon.tsx";

export interface FieldText {
  label: ReactNode;
  /** Said under the field. */
  description?: ReactNode;
  /** What is wrong; shown instead of the browser's own message. */
  errorMessage?: ReactNode;
  /** The label is there for screen readers only. */
  hideLabel?: boolean;
}

export function FieldLabel({
  children,
  hidden,
  isRequired,
}: {
  children: ReactNode;
  hidden?: boolean;
  isRequired?: boolean;
}) {
  return (
    <Label className={hidden ? styles.hidden : styles.label} data-required={isRequired || undefined}>
      {children}
    </Label>
  );
}

export function FieldNotes({ description, errorMessage }: Pick<FieldText, "description" | "errorMessage">) {
  return (
    <>
      {description && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error}>
        {errorMessage ? () => errorMessage : ({ validationErrors }) => validationErrors.join(" ")}
      </FieldError>
    </>
  );
}

export interface TextFieldProps extends Omit<AriaTextFieldProps, "children" | "className">, FieldText {
  placeholder?: string;
  /** For codes, URLs and identifiers. */
  mono?: boolean;
  /** Drawn or set inside, after the text. */
  suffix?: ReactNode;
}

export function TextField({
  label,
  description,
  errorMessage,
  hideLabel,
  placeholder,
  mono,
  suffix,
  ...props
}: TextFieldProps) {
  return (
    <AriaTextField {...props} isInvalid={props.isInvalid ?? Boolean(errorMessage)} className={styles.field}>
      <FieldLabel hidden={hideLabel} isRequired={props.isRequired}>
        {label}
      </FieldLabel>
      {suffix ? (
        <Group className={styles.group}>
          <Input className={styles.inner} placeholder={placeholder} data-mono={mono || undefined} />
          {suffix}
        </Group>
      ) : (
        <Input className={styles.input} placeholder={placeholder} data-mono={mono || undefined} />
      )}
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  );
}

/** A secret: masked, with a button that shows it. */
export function PasswordField(props: Omit<TextFieldProps, "type" | "suffix">) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      suffix={
        <IconButton
          icon={shown ? "eye-off" : "eye"}
          label={shown ? t("Hide") : t("Show")}
          size="sm"
          onPress={() => setShown(!shown)}
        />
      }
    />
  );
}

export interface TextAreaProps extends Omit<AriaTextFieldProps, "children" | "className">, FieldText {
  placeholder?: string;
  rows?: number;
  mono?: boolean;
}

export function TextArea({
  label,
  description,
  errorMessage,
  hideLabel,
  placeholder,
  rows = 3,
  mono,
  ...props
}: TextAreaProps) {
  return (
    <AriaTextField {...props} isInvalid={props.isInvalid ?? Boolean(errorMessage)} className={styles.field}>
      <FieldLabel hidden={hideLabel} isRequired={props.isRequired}>
        {label}
      </FieldLabel>
      <AriaTextArea
        className={`${styles.input} ${styles.area}`}
        placeholder={placeholder}
        rows={rows}
        data-mono={mono || undefined}
      />
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  );
}

export interface NumberFieldProps extends Omit<AriaNumberFieldProps, "children" | "className">, FieldText {
  placeholder?: string;
  /** The unit, after the number. */
  unit?: string;
}

export function NumberField({
  label,
  description,
  errorMessage,
  hideLabel,
  placeholder,
  unit,
  ...props
}: NumberFieldProps) {
  return (
    <AriaNumberField {...props} isInvalid={props.isInvalid ?? Boolean(errorMessage)} className={styles.field}>
      <FieldLabel hidden={hideLabel} isRequired={props.isRequired}>
        {label}
      </FieldLabel>
      <Group className={styles.group}>
        <Input className={styles.inner} placeholder={placeholder} />
        {unit && <span className={styles.unit}>{unit}</span>}
        <Button slot="decrement" className={styles.step}>
          <Icon name="minus" size="xs" />
        </Button>
        <Button slot="increment" className={styles.step}>
          <Icon name="add" size="xs" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaNumberField>
  );
}

export interface SearchFieldProps extends Omit<AriaSearchFieldProps, "children" | "className"> {
  /** Its name; also the placeholder unless that is given. */
  label: string;
  placeholder?: string;
  /** Set it into a bar without a border of its own. */
  quiet?: boolean;
}

export function SearchField({ label, placeholder, quiet, ...props }: SearchFieldProps) {
  return (
    <AriaSearchField {...props} aria-label={label} className={styles.search} data-quiet={quiet || undefined}>
      <Icon name="search" className={styles.glass} />
      <Input className={styles.searchInput} placeholder={placeholder ?? label} />
      <Button className={styles.clear}>
        <Icon name="close" size="xs" />
      </Button>
    </AriaSearchField>
  );
}
