/** Yes or no, and one of few: checkbox, switch, radio group. */
import { type ReactNode, useId } from "react";
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
  const { names, text } = useChoiceText(children, description);
  return (
    <AriaCheckbox {...props} {...names} className={styles.choice}>
      {({ isIndeterminate }) => (
        <>
          <span className={styles.box}>
            <Icon name={isIndeterminate ? "minus" : "check"} size="xs" />
          </span>
          {text}
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
  const { names, text } = useChoiceText(children, description);
  return (
    <AriaSwitch {...props} {...names} className={styles.choice}>
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
      {text}
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
          <RadioChoice key={option.value} option={option} />
        ))}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaRadioGroup>
  );
}

function RadioChoice({ option }: { option: RadioOption }) {
  const { names, text } = useChoiceText(option.label, option.description);
  return (
    <AriaRadio {...names} value={option.value} isDisabled={option.isDisabled} className={styles.choice}>
      <span className={styles.dot} />
      {text}
    </AriaRadio>
  );
}

/** Label and description, told apart: without this, the whole would be the name. */
function useChoiceText(label: ReactNode, description: ReactNode) {
  const id = useId();
  const names = description ? { "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-text` } : {};
  const text = label && (
    <span className={styles.text}>
      <span id={`${id}-label`}>{label}</span>
      {description && (
        <span id={`${id}-text`} className={styles.description}>
          {description}
        </span>
      )}
    </span>
  );
  return { names, text };
}
