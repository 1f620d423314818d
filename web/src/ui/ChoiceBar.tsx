/** Buttons in a row of which one is pressed: one of few, where seeing all of them helps. */
import styles from "./ChoiceBar.module.css";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icons.ts";

export interface ChoiceBarProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: IconName; isDisabled?: boolean }[];
  onChange: (value: T) => void;
}

export function ChoiceBar<T extends string>({ label, value, options, onChange }: ChoiceBarProps<T>) {
  return (
    <fieldset className={styles.bar} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.isDisabled}
          onClick={() => onChange(option.value)}
        >
          {option.icon && <Icon name={option.icon} />}
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
