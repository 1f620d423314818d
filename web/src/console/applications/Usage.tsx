/** How often people signed in to an application: the last day, week and month, and the week as bars. */
import { useObject } from "../api/queries.ts";
import type { Application } from "../api/types.ts";
import { countSince, type Volume } from "../overview/days.ts";
import { EventChart } from "../overview/EventChart.tsx";
import styles from "./ApplicationDetail.module.css";

const ACTION = "authorize_application";

export function Usage({ application }: { application: Application }) {
  const query = { action: ACTION, context_authorized_app: application.pk.replaceAll("-", "") };
  const month = useObject<Volume[]>("events/events/volume/", { history_days: 30, ...query });
  const now = new Date();
  return (
    <>
      <div className={styles.numbers}>
        {(
          [
            ["24 hours", 1],
            ["7 days", 7],
            ["1 month", 30],
          ] as const
        ).map(([label, days]) => (
          <div key={label} className={styles.number}>
            <strong>{month.data ? countSince(month.data, ACTION, now, days) : "–"}</strong>
            <span>{`Authorizations, ${label}`}</span>
          </div>
        ))}
      </div>
      <EventChart
        label="Authorizations over the last week"
        series={[{ key: ACTION, label: "Authorizations", tone: "accent" }]}
        query={query}
      />
    </>
  );
}
