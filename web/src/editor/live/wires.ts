/**
 * What is known of the wires of the flow shown: counts, rates, the last message, the last error. Filled by the topic
 * `live/wires` a few times a second; kept out of React, since it is drawn frame by frame. Pure.
 */

import type { WireReport, WiresReport } from "../../schema";

export interface LiveWire {
  report: WireReport;
  /** The server's clock minus ours, in milliseconds. */
  skew: number;
  /** Counts at times of our clock, the oldest first: what the rate is worked out from. */
  samples: { at: number; count: number }[];
  /** When it last carried something, on our clock. */
  activeAt: number;
}

/** Seconds over which a rate is the mean. */
const RATE_SECONDS = 3;
/** For so long a wire looks alive after a message. */
export const GLOW_MS = 1200;
/** For so long an error stays on a wire. */
export const ERROR_MS = 30_000;

export class LiveWires {
  readonly byKey = new Map<string, LiveWire>();

  take(report: WiresReport, now: number): void {
    for (const wire of report.wires) {
      const key = `${wire.wire[0]}>${wire.wire[1]}>${wire.wire[2]}`;
      const known = this.byKey.get(key);
      const isNew = !known || wire.count < known.report.count;
      const live: LiveWire = isNew
        ? { report: wire, skew: 0, samples: [], activeAt: now }
        : { ...known, report: { ...known.report, ...wire } };
      live.skew = report.t - now;
      if (isNew || wire.count > known.report.count) live.activeAt = Math.min(now, wire.at - live.skew);
      // Of a wire that rested, the count before is that of the tick before this one.
      if (live.samples.length === 0)
        live.samples.push({ at: now - 250, count: isNew ? 0 : known.report.count });
      live.samples.push({ at: now, count: wire.count });
      forgetBefore(live, now - RATE_SECONDS * 1000);
      this.byKey.set(key, live);
    }
  }

  clear(): void {
    this.byKey.clear();
  }
}

/** Of what was before an instant, only the last is needed. */
function forgetBefore(live: LiveWire, since: number): void {
  while (live.samples.length > 1 && live.samples[1]!.at <= since) live.samples.shift();
}

/** Messages a second over the last seconds. */
export function rateOf(live: LiveWire, now: number): number {
  const since = now - RATE_SECONDS * 1000;
  forgetBefore(live, since);
  const first = live.samples[0];
  if (!first) return 0;
  const passed = live.report.count - first.count;
  if (first.at < since && live.samples.length === 1) return 0;
  return passed / Math.max(Math.min(RATE_SECONDS, (now - first.at) / 1000), 1);
}

export const hasError = (live: LiveWire, now: number): boolean =>
  live.report.error !== undefined && now - ((live.report.error_at ?? 0) - live.skew) < ERROR_MS;

/** A rate as a badge shows it: `0.3/s`, `12/s`, `4.2k/s`. */
export function rateText(rate: number): string {
  if (rate >= 1000) return `${(rate / 1000).toFixed(rate < 10_000 ? 1 : 0)}k/s`;
  if (rate >= 10) return `${Math.round(rate)}/s`;
  return `${rate >= 1 ? Number(rate.toFixed(1)) : rate.toFixed(1)}/s`;
}
