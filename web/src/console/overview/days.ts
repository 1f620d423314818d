/** Counts of events by day, from the API's volumes. */

/** A record of `events/events/volume/`. */
export interface Volume {
  action: string;
  time: string;
  count: number;
}

export interface Day {
  /** Midnight, local time. */
  date: Date;
  counts: Record<string, number>;
}

/** The last `length` days up to `today`, each with its counts by action. */
export function byDay(volumes: readonly Volume[], today: Date, length = 7): Day[] {
  const days: Day[] = [];
  for (let back = length - 1; back >= 0; back--) {
    days.push({ date: new Date(today.getFullYear(), today.getMonth(), today.getDate() - back), counts: {} });
  }
  for (const volume of volumes) {
    const time = new Date(volume.time);
    const day = days.find((candidate) => candidate.date.toDateString() === time.toDateString());
    if (day) day.counts[volume.action] = (day.counts[volume.action] ?? 0) + volume.count;
  }
  return days;
}

/** A round upper end for an axis: 1, 2, 5, 10, 20, 50 … */
export function niceMaximum(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? value;
}
