/** When a node repeats: not at all, at an interval, in certain hours, at a time of day, or as a cron expression says. */

import { useState } from "react";
import { msg, t } from "../../i18n";
import { labelOf } from "../field";
import styles from "../forms.module.css";
import {
  DAY_NAMES,
  type Days,
  EVERY_DAY,
  FIRST,
  inOrder,
  readSchedule,
  type Schedule,
  UNIT_NAMES,
  type Unit,
  writeSchedule,
} from "../schedule";
import { inputProps, type WidgetProps } from "./widget-props";

const KINDS: [Schedule["kind"], string][] = [
  ["none", msg("none")],
  ["interval", msg("interval")],
  ["between", msg("interval between times")],
  ["at", msg("at a specific time")],
  ["cron", msg("cron expression")],
];
/** Minutes that divide an hour. */
const MINUTES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];

/** The field's value is the interval in seconds; `type_property` names the property of the cron expression. */
export function ScheduleWidget(props: WidgetProps) {
  const { field, scope, isDisabled } = props;
  const crontab = field.type_property ?? "crontab";
  const [schedule, setSchedule] = useState(() => readSchedule(scope.get(field.name), scope.get(crontab)));
  const change = (next: Schedule) => {
    const written = writeSchedule(next);
    setSchedule(next);
    scope.set({ [field.name]: written.repeat, [crontab]: written.crontab });
  };
  const label = labelOf(field);
  return (
    <div className={styles.form}>
      <select
        {...inputProps(props)}
        className={styles.select}
        value={schedule.kind}
        onChange={(event) => change(FIRST[event.target.value as Schedule["kind"]])}
      >
        {KINDS.map(([kind, text]) => (
          <option key={kind} value={kind}>
            {t(text)}
          </option>
        ))}
      </select>
      {schedule.kind === "interval" && (
        <div className={styles.phrase}>
          <span>{t("every")}</span>
          <input
            className={styles.input}
            type="text"
            inputMode="decimal"
            aria-label={t("{label}: every", { label })}
            disabled={isDisabled}
            value={schedule.count}
            onChange={(event) => change({ ...schedule, count: event.target.value })}
          />
          <select
            className={styles.select}
            aria-label={t("{label}: unit", { label })}
            disabled={isDisabled}
            value={schedule.unit}
            onChange={(event) => change({ ...schedule, unit: event.target.value as Unit })}
          >
            {Object.entries(UNIT_NAMES).map(([unit, name]) => (
              <option key={unit} value={unit}>
                {t(name)}
              </option>
            ))}
          </select>
        </div>
      )}
      {schedule.kind === "between" && (
        <>
          <div className={styles.phrase}>
            <span>{t("every")}</span>
            <Choice
              label={t("{label}: minutes", { label })}
              value={schedule.minutes}
              options={MINUTES.includes(schedule.minutes) ? MINUTES : [schedule.minutes, ...MINUTES]}
              isDisabled={isDisabled}
              onChange={(minutes) => change({ ...schedule, minutes })}
            />
            <span>{t("minutes")}</span>
          </div>
          <div className={styles.phrase}>
            <span>{t("from")}</span>
            <Choice
              label={t("{label}: from", { label })}
              value={schedule.from}
              options={hours(0, 23)}
              text={onTheHour}
              isDisabled={isDisabled}
              onChange={(from) => change({ ...schedule, from, until: Math.max(schedule.until, from + 1) })}
            />
            <span>{t("to")}</span>
            <Choice
              label={t("{label}: to", { label })}
              value={schedule.until}
              options={hours(schedule.from + 1, 24)}
              text={onTheHour}
              isDisabled={isDisabled}
              onChange={(until) => change({ ...schedule, until })}
            />
          </div>
        </>
      )}
      {schedule.kind === "at" && (
        <div className={styles.phrase}>
          <span>{t("at")}</span>
          <input
            className={styles.input}
            type="time"
            aria-label={t("{label}: time", { label })}
            disabled={isDisabled}
            value={schedule.time}
            onChange={(event) => event.target.value && change({ ...schedule, time: event.target.value })}
          />
        </div>
      )}
      {(schedule.kind === "between" || schedule.kind === "at") && (
        <DayPicker
          label={t("{label}: days", { label })}
          days={schedule.days}
          isDisabled={isDisabled}
          onChange={(days) => change({ ...schedule, days })}
        />
      )}
      {schedule.kind === "cron" && (
        <input
          className={`${styles.input} ${styles.mono}`}
          type="text"
          spellCheck={false}
          autoComplete="off"
          placeholder={t("minute hour day month weekday")}
          aria-label={t("{label}: cron expression", { label })}
          disabled={isDisabled}
          value={schedule.expression}
          onChange={(event) => change({ ...schedule, expression: event.target.value })}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: number;
  options: number[];
  text?: (value: number) => string;
  isDisabled: boolean;
  onChange: (value: number) => void;
}

function Choice({ label, value, options, text = String, isDisabled, onChange }: ChoiceProps) {
  return (
    <select
      className={styles.select}
      aria-label={label}
      disabled={isDisabled}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {text(option)}
        </option>
      ))}
    </select>
  );
}

interface DayPickerProps {
  label: string;
  days: Days;
  isDisabled: boolean;
  onChange: (days: Days) => void;
}

/** The days of the week to tick; one at least stays. */
function DayPicker({ label, days, isDisabled, onChange }: DayPickerProps) {
  const toggle = (day: number) => {
    const next = days.includes(day) ? days.filter((other) => other !== day) : inOrder([...days, day]);
    if (next.length > 0) onChange(next);
  };
  return (
    <fieldset className={styles.days} aria-label={label}>
      {EVERY_DAY.map((day) => (
        <label key={day} className={styles.day}>
          <input
            type="checkbox"
            checked={days.includes(day)}
            disabled={isDisabled}
            onChange={() => toggle(day)}
          />
          {t(DAY_NAMES[day]!)}
        </label>
      ))}
    </fieldset>
  );
}

const hours = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const onTheHour = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
