/** A colour: chosen from the browser's picker, or written. */

import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { labelOf } from "../field";
import styles from "../forms.module.css";
import { inputProps, textOf, type WidgetProps } from "./widget-props";

const whole = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

/** `#abc` as the picker wants it: `#aabbcc`. */
function sixDigits(text: string): string {
  if (whole(text)) return text;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  return short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`
    : "#999999";
}

export function ColorWidget(props: WidgetProps) {
  const { field, scope, isDisabled } = props;
  const value = textOf(scope.get(field.name));
  const set = (text: string) => scope.set({ [field.name]: text });
  return (
    <div className={styles.inline}>
      <input
        type="color"
        className={styles.swatch}
        aria-label={t("Pick {label}", { label: labelOf(field).toLowerCase() })}
        value={sixDigits(value)}
        disabled={isDisabled}
        data-empty={value === "" || undefined}
        onChange={(event) => set(event.target.value)}
      />
      <input
        {...inputProps(props)}
        className={styles.input}
        type="text"
        placeholder={t("as the theme has it")}
        value={value}
        onChange={(event) => set(event.target.value)}
      />
      {value !== "" && (
        <IconButton
          icon="close"
          label={t("Clear {label}", { label: labelOf(field).toLowerCase() })}
          isDisabled={isDisabled}
          onPress={() => set("")}
        />
      )}
    </div>
  );
}
