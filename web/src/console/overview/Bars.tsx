/** Bars over time, series stacked in colours; the same numbers are there as a table for screen readers. */
import { useLayoutEffect, useRef, useState } from "react";
import styles from "./Bars.module.css";
import { niceMaximum } from "./days.ts";

export interface Series {
  key: string;
  label: string;
  tone: "accent" | "ok" | "danger" | "info" | "warn";
}

export interface Bar {
  /** The beginning of its time. */
  time: Date;
  counts: Record<string, number>;
}

const HEIGHT = 190;
const LEFT = 34;
const BOTTOM = 24;

export function Bars({
  label,
  bars,
  series,
  format,
  ticks = 7,
}: {
  label: string;
  bars: readonly Bar[];
  series: readonly Series[];
  /** How a time is read. */
  format: Intl.DateTimeFormat;
  /** As many times are written below the bars. */
  ticks?: number;
}) {
  const [width, figure] = useWidth();
  const total = (bar: Bar) => series.reduce((sum, one) => sum + (bar.counts[one.key] ?? 0), 0);
  const maximum = niceMaximum(Math.max(0, ...bars.map(total)));
  const slot = (width - LEFT) / Math.max(1, bars.length);
  const thick = Math.max(2, Math.min(22, slot * 0.7));
  const height = HEIGHT - BOTTOM - 8;
  const y = (value: number) => 8 + height * (1 - value / maximum);
  const every = Math.max(1, Math.ceil(bars.length / ticks));
  const isEmpty = bars.every((bar) => total(bar) === 0);
  return (
    <figure className={styles.figure} ref={figure}>
      <svg className={styles.chart} viewBox={`0 0 ${width} ${HEIGHT}`} height={HEIGHT} aria-hidden="true">
        {[0, maximum / 2, maximum].map((value) => (
          <g key={value}>
            <line className={styles.rule} x1={LEFT} x2={width} y1={y(value)} y2={y(value)} />
            {Number.isInteger(value) && (
              <text className={styles.tick} x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                {value}
              </text>
            )}
          </g>
        ))}
        {bars.map((bar, index) => {
          const x = LEFT + slot * (index + 0.5);
          let below = 0;
          return (
            <g key={bar.time.valueOf()}>
              {series.map((one) => {
                const value = bar.counts[one.key] ?? 0;
                const top = y(below + value);
                const bottom = y(below);
                below += value;
                return value === 0 ? null : (
                  <rect
                    key={one.key}
                    className={styles.bar}
                    data-tone={one.tone}
                    x={x - thick / 2}
                    width={thick}
                    y={top}
                    height={Math.max(1, bottom - top)}
                    rx="1.5"
                  >
                    <title>{`${format.format(bar.time)}: ${value} ${one.label.toLowerCase()}`}</title>
                  </rect>
                );
              })}
              {index % every === 0 && (
                <text className={styles.tick} x={x} y={HEIGHT - 6} textAnchor="middle">
                  {format.format(bar.time)}
                </text>
              )}
            </g>
          );
        })}
        {isEmpty && (
          <text className={styles.none} x={(width + LEFT) / 2} y={HEIGHT / 2 - 8} textAnchor="middle">
            Nothing in this time
          </text>
        )}
      </svg>
      <figcaption className={styles.legend}>
        {series.map((one) => (
          <span key={one.key} className={styles.key}>
            <span className={styles.swatch} data-tone={one.tone} />
            {`${one.label} (${bars.reduce((sum, bar) => sum + (bar.counts[one.key] ?? 0), 0)})`}
          </span>
        ))}
      </figcaption>
      <table className="wl-visually-hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((one) => (
              <th key={one.key} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars
            .filter((bar) => total(bar) > 0)
            .map((bar) => (
              <tr key={bar.time.valueOf()}>
                <th scope="row">{format.format(bar.time)}</th>
                {series.map((one) => (
                  <td key={one.key}>{bar.counts[one.key] ?? 0}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}

/** The width that there is, following the window: bars keep their height and letters their size. */
function useWidth() {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const figure = element.current;
    if (!figure) return;
    const measure = () => setWidth(Math.max(240, Math.round(figure.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(figure);
    return () => observer.disconnect();
  }, []);
  return [width, element] as const;
}
