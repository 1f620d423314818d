/** All groups. */
import { useState } from "react";
import { Badge, Button } from "../../ui/index.ts";
import type { Group } from "../api/types.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card, Page } from "../shell/Page.tsx";
import { GroupForm } from "./GroupForm.tsx";

export function GroupList() {
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title="Groups"
      description="Groups give their members access to applications and, in Wirelatch's editor, permissions."
      actions={
        <Button variant="primary" icon="add" onPress={() => setCreating(true)}>
          New Group
        </Button>
      }
    >
      <Card flush>
        <ResourceTable<Group>
          label="Groups"
          path="core/groups/"
          searchLabel="Search groups"
          ordering="name"
          id={(group) => group.pk}
          name={(group) => group.name}
          href={(group) => `#/identity/groups/${group.pk}`}
          columns={[
            { id: "name", label: "Name", sortable: true, cell: (group) => group.name },
            { id: "users", label: "Members", cell: (group) => String(group.users?.length ?? 0) },
            {
              id: "is_superuser",
              label: "Superuser privileges",
              sortable: true,
              cell: (group) => (group.is_superuser ? <Badge tone="accent">Yes</Badge> : "No"),
            },
            {
              id: "parents",
              label: "Parents",
              hideWhenNarrow: true,
              cell: (group) => group.parents_obj?.map((parent) => parent.name).join(", ") || "–",
            },
          ]}
          empty={{ icon: "users", title: "No groups", text: "Create the first one." }}
        />
      </Card>
      {creating && <GroupForm onClose={() => setCreating(false)} />}
    </Page>
  );
}
