/** Yes or no, and one of few: checkbox, switch, radio group. */
import type { ReactNode } from "react";
import {
  Checkbox as AriaCheckbox,
  type CheckboxProps as AriaCheckboxProps,
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  Switch as AriaSwitch,
  type SwitchProps as AriaSwitchProps,
} from "react-aria-components";
import styles from "./Choice.module.css";
import { FieldLabel, FieldNotes, type FieldText } from "./Field.tsx";
import { Icon } from "./Icon.tsx";

export interface CheckboxProps extends Omit<AriaCheckboxProps, "children" | "className"> {
  children?: ReactNode;
  description?: ReactNode;
}

export function Checkbox({ children, description, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={styles.choice}>
      {({ isIndeterminate }) => (
        <>
          <span className={styles.box}>
            <Icon name={isIndeterminate ? "minus" : "check"} size="xs" />
          </span>
          {children && (
            <span className={styles.text}>
              {children}
              {description && <span className={styles.description}>{description}</span>}
            </span>
          )}
        </>
      )}
    </AriaCheckbox>
  );
}

export interface SwitchProps extends Omit<AriaSwitchProps, "children" | "className"> {
  children?: ReactNode;
  description?: ReactNode;
}

export function Switch({ children, description, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className={styles.choice}>
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
      {children && (
        <span className={styles.text}>
          {children}
          {description && <span className={styles.description}>{description}</span>}
        </span>
      )}
    </AriaSwitch>
  );
}

export interface RadioOption {
  value: string;
  label: string;
  description?: ReactNode;
  isDisabled?: boolean;
}

export interface RadioGroupProps extends Omit<AriaRadioGroupProps, "children" | "className">, FieldText {
  options: readonly RadioOption[];
}

export function RadioGroup({
  label,
  description,
  errorMessage,
  hideLabel,
  options,
  orientation = "vertical",
  ...props
}: RadioGroupProps) {
  return (
    <AriaRadioGroup
      {...props}
      orientation={orientation}
      isInvalid={props.isInvalid ?? Boolean(errorMessage)}
      className={styles.group}
    >
      <FieldLabel hidden={hideLabel} isRequired={props.isRequired}>
        {label}
      </FieldLabel>
      <div className={styles.options} data-orientation={orientation}>
        {options.map((option) => (
          <AriaRadio
            key={option.value}
            value={option.value}
            isDisabled={option.isDisabled}
            className={styles.choice}
          >
            <span className={styles.dot} />
            <span className={styles.text}>
              {option.label}
              {option.description && <span className={styles.description}>{option.description}</span>}
            </span>
          </AriaRadio>
        ))}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaRadioGroup>
  );
}
