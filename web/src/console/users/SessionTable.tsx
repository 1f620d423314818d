/** Open sessions, which can be ended. */

import { msg, t } from "../../i18n/index.ts";
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
      label={t("Sessions")}
      path="core/authenticated_sessions/"
      query={query ?? {}}
      embedded
      ordering="-last_used"
      id={(session) => session.uuid}
      name={(session) =>
        session.last_ip
          ? t("{browser} at {address}", { browser: browserName(session), address: session.last_ip })
          : browserName(session)
      }
      deleteLabel={msg("End")}
      columns={[
        {
          id: "last_user_agent",
          label: t("Browser"),
          cell: (session) => (
            <NameCell
              name={browserName(session)}
              note={
                (session.current || session.remembered) && (
                  <>
                    {session.current && <Badge tone="ok">{t("This session")}</Badge>}{" "}
                    {session.remembered && <Badge>{t("Stays signed in")}</Badge>}
                  </>
                )
              }
            />
          ),
        },
        {
          id: "last_ip",
          label: t("Address"),
          cell: (session) =>
            session.network ? (
              <NameCell
                name={session.last_ip ?? "–"}
                note={t("Good only from {network}", { network: session.network })}
              />
            ) : (
              (session.last_ip ?? "–")
            ),
        },
        {
          id: "last_used",
          label: t("Last used"),
          sortable: true,
          cell: (session) => formatAgo(session.last_used),
        },
        {
          id: "expires",
          label: t("Expires"),
          sortable: true,
          hideWhenNarrow: true,
          cell: (session) => formatAgo(session.expires),
        },
      ]}
      empty={{ icon: "device", title: t("No open sessions"), text: t("Nobody is signed in here.") }}
    />
  );
}
