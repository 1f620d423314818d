/** The roles that a user carries themselves: add, remove. Those of groups stand at the groups. */
import { useState } from "react";
import { Button } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import type { Role, User } from "../api/types.ts";
import { ChooseDialog, each } from "../form/ChooseDialog.tsx";
import { ROLES } from "../form/sources.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card } from "../shell/Page.tsx";

export function UserRoles({ user }: { user: User }) {
  const [adding, setAdding] = useState(false);
  return (
    <Card flush>
      <ResourceTable<Role>
        label="Roles"
        path="rbac/roles/"
        query={{ users: user.pk }}
        embedded
        ordering="name"
        id={(role) => role.pk}
        name={(role) => role.name}
        href={(role) => `#/identity/roles/${role.pk}`}
        deleteLabel="Remove"
        onDelete={(role) => post(`rbac/roles/${role.pk}/remove_user/`, { pk: user.pk })}
        toolbar={
          <Button icon="add" onPress={() => setAdding(true)}>
            Add role
          </Button>
        }
        columns={[{ id: "name", label: "Name", sortable: true, cell: (role) => role.name }]}
        empty={{
          icon: "unlock",
          title: "No roles",
          text: "Roles give permissions in this console and the API.",
        }}
      />
      {adding && (
        <ChooseDialog
          title={`Add roles to ${user.username}`}
          label="Roles"
          source={ROLES}
          isRequired
          submitLabel="Add"
          save={(roles) => each(roles, (pk) => post(`rbac/roles/${pk}/add_user/`, { pk: user.pk }))}
          done="Roles added"
          onClose={() => setAdding(false)}
        />
      )}
    </Card>
  );
}
