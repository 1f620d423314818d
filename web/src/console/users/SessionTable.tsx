/** Open sessions, which can be ended. */
import { Badge } from "../../ui/index.ts";
import type { Query } from "../api/client.ts";
import type { Session } from "../api/types.ts";
import { formatAgo } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { browserName } from "./browserName.ts";

export function SessionTable({ query }: { query?: Query }) {
  return (
    <ResourceTable<Session>
      label="Sessions"
      path="core/authenticated_sessions/"
      query={query ?? {}}
      embedded
      ordering="-last_used"
      id={(session) => session.uuid}
      name={(session) => `${browserName(session)} at ${session.last_ip ?? "an unknown address"}`}
      deleteLabel="End"
      columns={[
        {
          id: "last_user_agent",
          label: "Browser",
          cell: (session) => (
            <NameCell
              name={browserName(session)}
              note={
                (session.current || session.remembered) && (
                  <>
                    {session.current && <Badge tone="ok">This session</Badge>}{" "}
                    {session.remembered && <Badge>Stays signed in</Badge>}
                  </>
                )
              }
            />
          ),
        },
        {
          id: "last_ip",
          label: "Address",
          cell: (session) =>
            session.network ? (
              <NameCell name={session.last_ip ?? "–"} note={`Good only from ${session.network}`} />
            ) : (
              (session.last_ip ?? "–")
            ),
        },
        {
          id: "last_used",
          label: "Last used",
          sortable: true,
          cell: (session) => formatAgo(session.last_used),
        },
        {
          id: "expires",
          label: "Expires",
          sortable: true,
          hideWhenNarrow: true,
          cell: (session) => formatAgo(session.expires),
        },
      ]}
      empty={{ icon: "device", title: "No open sessions", text: "Nobody is signed in here." }}
    />
  );
}
