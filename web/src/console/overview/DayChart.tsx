/** Bars per day, one for each series; the same numbers are there as a table for screen readers. */
import styles from "./DayChart.module.css";
import { type Day, niceMaximum } from "./days.ts";

export interface Series {
  key: string;
  label: string;
}

const WIDTH = 560;
const HEIGHT = 180;
const LEFT = 32;
const BOTTOM = 24;
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

export function DayChart({ label, days, series }: { label: string; days: Day[]; series: Series[] }) {
  const count = (day: Day, key: string) => day.counts[key] ?? 0;
  const maximum = niceMaximum(Math.max(...days.flatMap((day) => series.map((one) => count(day, one.key)))));
  const slot = (WIDTH - LEFT) / days.length;
  const bar = Math.min(18, (slot * 0.7) / series.length);
  const y = (value: number) => (HEIGHT - BOTTOM) * (1 - value / maximum) + 8 * (value / maximum);
  return (
    <figure>
      <svg className={styles.chart} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {[0, maximum / 2, maximum].map((value) => (
          <g key={value}>
            <line className={styles.rule} x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
            {Number.isInteger(value) && (
              <text className={styles.tick} x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                {value}
              </text>
            )}
          </g>
        ))}
        {days.map((day, index) => {
          const centre = LEFT + slot * (index + 0.5);
          return (
            <g key={day.date.valueOf()}>
              {series.map((one, place) => {
                const value = count(day, one.key);
                const x = centre + (place - series.length / 2) * bar;
                return (
                  <rect
                    key={one.key}
                    className={styles.bar}
                    data-series={place}
                    x={x + 1}
                    width={bar - 2}
                    y={y(value)}
                    height={Math.max(0, y(0) - y(value))}
                    rx="2"
                  >
                    <title>{`${date.format(day.date)}: ${value} ${one.label.toLowerCase()}`}</title>
                  </rect>
                );
              })}
              <text className={styles.tick} x={centre} y={HEIGHT - 6} textAnchor="middle">
                {weekday.format(day.date)}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption className={styles.legend}>
        {series.map((one, place) => (
          <span key={one.key} className={styles.key}>
            <span className={styles.swatch} data-series={place} />
            {one.label}
          </span>
        ))}
      </figcaption>
      <table className={styles.hidden}>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map((one) => (
              <th key={one.key} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date.valueOf()}>
              <th scope="row">{date.format(day.date)}</th>
              {series.map((one) => (
                <td key={one.key}>{count(day, one.key)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
