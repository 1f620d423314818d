/** How often something happened over the last days, as bars. */
import type { Query } from "../api/client.ts";
import { useObject } from "../api/queries.ts";
import { Loaded } from "../shell/Page.tsx";
import { Bars, type Series } from "./Bars.tsx";
import { bySlot, type Volume } from "./days.ts";

const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

export function EventChart({
  label,
  series,
  days = 7,
  hours = 8,
  query,
  countAs = {},
}: {
  label: string;
  series: readonly Series[];
  days?: number;
  /** One bar for so many. */
  hours?: number;
  query?: Query;
  /** Actions that are counted with another one. */
  countAs?: Record<string, string>;
}) {
  const volumes = useObject<Volume[]>("events/events/volume/", { history_days: days, ...query });
  return (
    <Loaded query={volumes}>
      {(data) => (
        <Bars
          label={label}
          bars={bySlot(
            data.map((volume) => ({ ...volume, action: countAs[volume.action] ?? volume.action })),
            new Date(),
            days,
            hours,
          )}
          series={series}
          format={days > 7 ? date : weekday}
        />
      )}
    </Loaded>
  );
}
