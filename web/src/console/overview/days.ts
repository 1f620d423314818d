/** Counts of events by day, from the API's volumes. */

/** A record of `events/events/volume/`. */
export interface Volume {
  action: string;
  time: string;
  count: number;
}

export interface Slot {
  /** When it begins, local time. */
  time: Date;
  counts: Record<string, number>;
}

/** The last `days` up to `now`, in slots of so many hours from midnight on, each with its counts by action. */
export function bySlot(volumes: readonly Volume[], now: Date, days = 7, hours = 24): Slot[] {
  const slots: Slot[] = [];
  for (let back = days - 1; back >= 0; back--) {
    for (let hour = 0; hour < 24; hour += hours) {
      const time = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour);
      if (time <= now) slots.push({ time, counts: {} });
    }
  }
  for (const volume of volumes) {
    const time = new Date(volume.time);
    const slot = slots.findLast((candidate) => candidate.time <= time);
    if (slot) slot.counts[volume.action] = (slot.counts[volume.action] ?? 0) + volume.count;
  }
  return slots;
}

/** How many of an action there were since so many days. */
export function countSince(volumes: readonly Volume[], action: string, now: Date, days: number): number {
  const start = now.valueOf() - days * 86_400_000;
  return volumes
    .filter((volume) => volume.action === action && new Date(volume.time).valueOf() >= start)
    .reduce((sum, volume) => sum + volume.count, 0);
}

/** A round upper end for an axis: 1, 2, 5, 10, 20, 50 … */
export function niceMaximum(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? value;
}
