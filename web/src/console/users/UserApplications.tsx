/** The applications that a user may use. */
import type { Application, User } from "../api/types.ts";
import { ApplicationCell } from "../applications/ApplicationCell.tsx";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card } from "../shell/Page.tsx";

export function UserApplications({ user }: { user: User }) {
  return (
    <Card flush>
      <ResourceTable<Application>
        label="Applications"
        path="core/applications/"
        query={{ for_user: user.pk }}
        embedded
        ordering="name"
        deleteLabel={null}
        id={(application) => application.slug}
        name={(application) => application.name}
        href={(application) => `#/core/applications/${application.slug}`}
        columns={[
          {
            id: "name",
            label: "Name",
            sortable: true,
            cell: (application) => <ApplicationCell application={application} />,
          },
          { id: "group", label: "Group", cell: (application) => application.group || "–" },
        ]}
        empty={{
          icon: "apps",
          title: "No applications",
          text: "The bindings of the applications let this user into none of them.",
        }}
      />
    </Card>
  );
}
