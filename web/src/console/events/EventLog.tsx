/** The event log. */
import { Card, Page } from "../shell/Page.tsx";
import { EventTable } from "./EventTable.tsx";

export function EventLog() {
  return (
    <Page title="Logs" description="Sign-ins, changes and everything else that matters for security.">
      <Card flush>
        <EventTable />
      </Card>
    </Page>
  );
}
