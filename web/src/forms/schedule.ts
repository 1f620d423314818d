/**
 * When an inject node repeats: what its properties `repeat` (seconds) and `crontab` (five fields, local time) hold, as
 * the choices that people know. What fits no choice is a cron expression (https://crontab.guru/crontab.5.html).
 */

import { msg, t } from "../i18n";

/** Days of the week as cron counts them, Sunday is 0. */
export type Days = readonly number[];

export const EVERY_DAY: Days = [1, 2, 3, 4, 5, 6, 0];
export const DAY_NAMES = [msg("Sun"), msg("Mon"), msg("Tue"), msg("Wed"), msg("Thu"), msg("Fri"), msg("Sat")];

/** Seconds of the units of an interval. */
export const UNITS = { seconds: 1, minutes: 60, hours: 3600 };
export type Unit = keyof typeof UNITS;
/** What they are called. */
export const UNIT_NAMES: Record<Unit, string> = {
  seconds: msg("seconds"),
  minutes: msg("minutes"),
  hours: msg("hours"),
};

export type Schedule =
  | { kind: "none" }
  /** `count` is text: `${ENV}` may stand for it. */
  | { kind: "interval"; count: string; unit: Unit }
  /** Every so many minutes of the hours from `from` up to `until`, 1 to 24. */
  | { kind: "between"; minutes: number; from: number; until: number; days: Days }
  /** `time` is "HH:MM". */
  | { kind: "at"; time: string; days: Days }
  | { kind: "cron"; expression: string };

/** What each choice begins with. */
export const FIRST: { [kind in Schedule["kind"]]: Extract<Schedule, { kind: kind }> } = {
  none: { kind: "none" },
  interval: { kind: "interval", count: "1", unit: "seconds" },
  between: { kind: "between", minutes: 5, from: 8, until: 18, days: EVERY_DAY },
  at: { kind: "at", time: "08:00", days: EVERY_DAY },
  cron: { kind: "cron", expression: "" },
};

const DAYS = String.raw`(\*|[0-6](?:,[0-6])*)`;
const AT = new RegExp(String.raw`^([0-5]?\d) ([01]?\d|2[0-3]) \* \* ${DAYS}$`);
const BETWEEN = new RegExp(
  String.raw`^(?:\*/([1-5]?\d)|0) ([01]?\d|2[0-3])(?:-([01]?\d|2[0-3]))? \* \* ${DAYS}$`,
);

export function readSchedule(repeat: unknown, crontab: unknown): Schedule {
  const expression = String(crontab ?? "").trim();
  if (expression) {
    const at = AT.exec(expression);
    if (at) return { kind: "at", time: `${twoDigits(at[2]!)}:${twoDigits(at[1]!)}`, days: readDays(at[3]!) };
    const between = BETWEEN.exec(expression);
    if (between && Number(between[3] ?? between[2]) >= Number(between[2])) {
      return {
        kind: "between",
        minutes: Number(between[1] ?? 60),
        from: Number(between[2]),
        until: Number(between[3] ?? between[2]) + 1,
        days: readDays(between[4]!),
      };
    }
    return { kind: "cron", expression };
  }
  const text = String(repeat ?? "").trim();
  if (text === "" || text === "0") return FIRST.none;
  const seconds = Number(text);
  const unit: Unit = seconds % 3600 === 0 ? "hours" : seconds % 60 === 0 ? "minutes" : "seconds";
  return { kind: "interval", count: unit === "seconds" ? text : String(seconds / UNITS[unit]), unit };
}

export function writeSchedule(schedule: Schedule): { repeat: string; crontab: string } {
  switch (schedule.kind) {
    case "none":
      return { repeat: "", crontab: "" };
    case "interval": {
      const { count, unit } = schedule;
      const isNumber = count.trim() !== "" && !Number.isNaN(Number(count));
      return { repeat: isNumber ? String(Number(count) * UNITS[unit]) : count, crontab: "" };
    }
    case "between": {
      const { minutes, from, until, days } = schedule;
      const hours = until - 1 > from ? `${from}-${until - 1}` : String(from);
      return {
        repeat: "",
        crontab: `${minutes === 60 ? "0" : `*/${minutes}`} ${hours} * * ${writeDays(days)}`,
      };
    }
    case "at": {
      const [hour, minute] = schedule.time.split(":").map(Number);
      return { repeat: "", crontab: `${minute ?? 0} ${hour ?? 0} * * ${writeDays(schedule.days)}` };
    }
    case "cron":
      return { repeat: "", crontab: schedule.expression };
  }
}

/** A schedule as a person says it. */
export function scheduleText(schedule: Schedule): string {
  switch (schedule.kind) {
    case "none":
      return t("no");
    case "interval":
      return everyText(schedule.count, schedule.unit);
    case "between":
      return onDays(
        t("every {minutes, plural, one {# minute} other {# minutes}} from {from}:00 to {until}:00", {
          minutes: schedule.minutes,
          from: schedule.from,
          until: schedule.until,
        }),
        schedule.days,
      );
    case "at":
      return onDays(t("at {time}", { time: schedule.time }), schedule.days);
    case "cron":
      return schedule.expression;
  }
}

const twoDigits = (text: string): string => text.padStart(2, "0");

const readDays = (text: string): Days => (text === "*" ? EVERY_DAY : inOrder(text.split(",").map(Number)));

const writeDays = (days: Days): string => (days.length === EVERY_DAY.length ? "*" : days.join(","));

/** From Monday to Sunday, each once. */
export const inOrder = (days: Days): Days => EVERY_DAY.filter((day) => days.includes(day));

/** `count` may be a text that stands for a number, of which no language knows the plural. */
function everyText(count: string, unit: Unit): string {
  const number = Number(count);
  if (count.trim() === "" || Number.isNaN(number))
    return t("every {count} {unit}", { count, unit: t(UNIT_NAMES[unit]) });
  if (unit === "hours") return t("every {number, plural, one {hour} other {# hours}}", { number });
  if (unit === "minutes") return t("every {number, plural, one {minute} other {# minutes}}", { number });
  return t("every {number, plural, one {second} other {# seconds}}", { number });
}

const onDays = (when: string, days: Days): string =>
  days.length === EVERY_DAY.length
    ? when
    : t("{when} on {days}", { when, days: days.map((day) => t(DAY_NAMES[day]!)).join(", ") });
