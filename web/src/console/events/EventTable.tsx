/** The log as a table; a row opens its details. */
import { Badge, type Tone } from "../../ui/index.ts";
import type { Query } from "../api/client.ts";
import type { Event } from "../api/types.ts";
import { formatAgo, formatInstant } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { eventTarget, eventTitle } from "./changes.ts";
import { EventBody } from "./EventBody.tsx";

export function EventTable({ query, embedded = false }: { query?: Query; embedded?: boolean }) {
  return (
    <ResourceTable<Event>
      label="Events"
      path="events/events/"
      query={query ?? {}}
      embedded={embedded}
      {...(embedded ? {} : { searchLabel: "Search events" })}
      ordering="-created"
      deleteLabel={null}
      id={(event) => event.pk}
      name={(event) => eventTitle(event)}
      detail={(event) => <EventBody event={event} />}
      columns={[
        {
          id: "action",
          label: "Action",
          sortable: true,
          cell: (event) => <NameCell name={eventTitle(event)} note={eventTarget(event)} />,
        },
        { id: "user", label: "User", sortable: true, cell: (event) => event.user?.username || "–" },
        {
          id: "created",
          label: "Creation Date",
          sortable: true,
          cell: (event) => <span title={formatInstant(event.created)}>{formatAgo(event.created)}</span>,
        },
        {
          id: "client_ip",
          label: "Client IP",
          sortable: true,
          hideWhenNarrow: true,
          cell: (event) => event.client_ip || "–",
        },
        {
          id: "severity",
          label: "Note",
          hideWhenNarrow: true,
          align: "end",
          cell: (event) => {
            const tone = eventTone(event.action);
            return tone ? <Badge tone={tone[0]}>{tone[1]}</Badge> : null;
          },
        },
      ]}
      empty={{ icon: "events", title: "No events", text: "What happens is written down here." }}
    />
  );
}

/** What deserves a second look. */
function eventTone(action: string): [Tone, string] | null {
  if (/exception|error/.test(action)) return ["danger", "Error"];
  if (/failed|suspicious/.test(action)) return ["warn", "Failed"];
  if (/secret|impersonation|password/.test(action)) return ["info", "Sensitive"];
  return null;
}
