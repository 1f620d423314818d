/** A user's accounts at other providers, with which they can sign in here. */
import type { User } from "../api/types.ts";
import { formatAgo, formatInstant } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";

/** As `sources/user_connections/all/` answers. */
interface Connection {
  pk: number;
  identifier: string;
  created: string;
  last_updated: string;
  source_obj: { slug: string; name: string };
}

export function UserConnections({ user }: { user: User }) {
  return (
    <ResourceTable<Connection>
      label="Connected services"
      path="sources/user_connections/all/"
      query={{ user: user.pk }}
      embedded
      id={(connection) => connection.pk}
      name={(connection) => connection.source_obj.name}
      deleteLabel="Disconnect"
      columns={[
        {
          id: "source",
          label: "Source",
          isRowHeader: true,
          cell: (connection) => (
            <NameCell name={connection.source_obj.name} note={connection.source_obj.slug} />
          ),
        },
        {
          id: "identifier",
          label: "Identifier there",
          cell: (connection) => <code>{connection.identifier}</code>,
        },
        {
          id: "created",
          label: "Connected",
          hideWhenNarrow: true,
          cell: (connection) => formatInstant(connection.created),
        },
        { id: "last_updated", label: "Last used", cell: (connection) => formatAgo(connection.last_updated) },
      ]}
      empty={{
        icon: "link",
        title: "No connected services",
        text: "Accounts at other providers with which this user signs in are listed here.",
      }}
    />
  );
}
