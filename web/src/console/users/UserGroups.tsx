/** The groups of a user: add, remove. */
import { useState } from "react";
import { Badge, Button } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import type { Group, User } from "../api/types.ts";
import { ChooseDialog, each } from "../form/ChooseDialog.tsx";
import { GROUPS } from "../form/sources.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card } from "../shell/Page.tsx";

export function UserGroups({ user }: { user: User }) {
  const [adding, setAdding] = useState(false);
  return (
    <Card flush>
      <ResourceTable<Group>
        label="Groups"
        path="core/groups/"
        query={{ members_by_pk: user.pk }}
        embedded
        ordering="name"
        id={(group) => group.pk}
        name={(group) => group.name}
        href={(group) => `#/identity/groups/${group.pk}`}
        deleteLabel="Remove from"
        onDelete={(group) => post(`core/groups/${group.pk}/remove_user/`, { pk: user.pk })}
        toolbar={
          <Button icon="add" onPress={() => setAdding(true)}>
            Add to group
          </Button>
        }
        columns={[
          { id: "name", label: "Name", sortable: true, cell: (group) => group.name },
          {
            id: "is_superuser",
            label: "Superuser privileges",
            cell: (group) => (group.is_superuser ? <Badge tone="accent">Yes</Badge> : "No"),
          },
        ]}
        empty={{ icon: "users", title: "In no group", text: "Groups give access to applications." }}
      />
      {adding && (
        <ChooseDialog
          title={`Add ${user.username} to groups`}
          label="Groups"
          source={GROUPS}
          isRequired
          submitLabel="Add"
          save={(groups) => each(groups, (pk) => post(`core/groups/${pk}/add_user/`, { pk: user.pk }))}
          done="Groups saved"
          onClose={() => setAdding(false)}
        />
      )}
    </Card>
  );
}
