/** How instants, durations and the API's keywords are read on the pages. */

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** "23 Nov 2026, 12:35"; a dash for nothing. */
export function formatInstant(instant: string | null | undefined): string {
  return instant ? dateTime.format(new Date(instant)) : "–";
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 minutes ago", "in 4 days"; a dash for nothing. */
export function formatAgo(instant: string | null | undefined, now = Date.now()): string {
  if (!instant) return "–";
  const seconds = Math.round((new Date(instant).valueOf() - now) / 1000);
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, "second");
}

/** "login_failed" → "Login failed". */
export function readable(keyword: string): string {
  const text = keyword.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "hours=1;minutes=30" → "1 hour 30 minutes". */
export function formatDuration(text: string): string {
  return text
    .split(";")
    .filter(Boolean)
    .map((part) => {
      const [unit = "", amount = ""] = part.split("=");
      return `${amount} ${amount === "1" ? unit.replace(/s$/, "") : unit}`;
    })
    .join(" ");
}
