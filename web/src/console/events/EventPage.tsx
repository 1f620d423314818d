/** One event, with an address of its own. */
import { useObject } from "../api/queries.ts";
import type { Event } from "../api/types.ts";
import { Card, Loaded, Page } from "../shell/Page.tsx";
import { eventTitle } from "./changes.ts";
import { EventBody } from "./EventBody.tsx";

export function EventPage({ id }: { id: string }) {
  const query = useObject<Event>(`events/events/${id}/`);
  return (
    <Loaded query={query}>
      {(event) => (
        <Page title={eventTitle(event)} crumbs={[{ label: "Logs", href: "#/events/log" }]}>
          <Card>
            <EventBody event={event} />
          </Card>
        </Page>
      )}
    </Loaded>
  );
}
