/** Buttons of which one is pressed: how the same value is shown. */

import styles from "./expand.module.css";

interface ChoiceBarProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; isDisabled?: boolean }[];
  onChange: (value: T) => void;
}

export function ChoiceBar<T extends string>({ label, value, options, onChange }: ChoiceBarProps<T>) {
  return (
    <fieldset className={styles.choices} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.isDisabled}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
