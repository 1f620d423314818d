/** One group: what it gives, and its members. */
import { useState } from "react";
import { Badge, Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useChoices, useObject } from "../api/queries.ts";
import type { Group, User } from "../api/types.ts";
import { AddDialog } from "../form/AddDialog.tsx";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { useTab } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Loaded, Page, Properties } from "../shell/Page.tsx";
import { GroupForm } from "./GroupForm.tsx";

export function GroupDetail({ id }: { id: string }) {
  const query = useObject<Group>(`core/groups/${id}/`);
  return <Loaded query={query}>{(group) => <Detail group={group} />}</Loaded>;
}

function Detail({ group }: { group: Group }) {
  const tabs = useTab("users");
  const [open, setOpen] = useState<"edit" | "add" | null>(null);
  const parents = group.parents_obj ?? [];
  return (
    <Page
      title={group.name}
      crumbs={[{ label: "Groups", href: "#/identity/groups" }]}
      badge={group.is_superuser && <Badge tone="accent">Superuser privileges</Badge>}
      actions={
        <Button variant="primary" icon="edit" onPress={() => setOpen("edit")}>
          Edit
        </Button>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the group">
          <Tab id="users">Users</Tab>
          <Tab id="overview">Overview</Tab>
        </TabList>
        <TabPanel id="users">
          <Card flush>
            <ResourceTable<User>
              label="Members"
              path="core/users/"
              query={{ groups_by_pk: group.pk }}
              embedded
              searchLabel="Search members"
              ordering="username"
              id={(user) => user.pk}
              name={(user) => user.username}
              href={(user) => `#/identity/users/${user.pk}`}
              deleteLabel="Remove"
              onDelete={(user) => post(`core/groups/${group.pk}/remove_user/`, { pk: user.pk })}
              toolbar={
                <Button icon="user-add" onPress={() => setOpen("add")}>
                  Add members
                </Button>
              }
              columns={[
                {
                  id: "username",
                  label: "Name",
                  sortable: true,
                  cell: (user) => <NameCell name={user.username} note={user.name} avatar />,
                },
                {
                  id: "is_active",
                  label: "Active",
                  cell: (user) =>
                    user.is_active ? <Badge tone="ok">Active</Badge> : <Badge>Inactive</Badge>,
                },
              ]}
              empty={{ icon: "user", title: "No members", text: "Add the users who belong to this group." }}
            />
          </Card>
        </TabPanel>
        <TabPanel id="overview">
          <Card title="Group info">
            <Properties
              items={[
                ["Name", group.name],
                ["Superuser privileges", group.is_superuser ? "Yes" : "No"],
                ["Parents", parents.map((parent) => parent.name).join(", ")],
                ["Group ID", <code key="id">{group.pk}</code>],
              ]}
            />
          </Card>
        </TabPanel>
      </Tabs>
      {open === "edit" && <GroupForm group={group} onClose={() => setOpen(null)} />}
      {open === "add" && <AddMembers group={group} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function AddMembers({ group, onClose }: { group: Group; onClose: () => void }) {
  const [search, setSearch] = useState("");
  const users = useChoices<User>("core/users/", { ordering: "username", search });
  return (
    <AddDialog
      title={`Add members to ${group.name}`}
      label="Users"
      done="Members added"
      add={(pk) => post(`core/groups/${group.pk}/add_user/`, { pk: Number(pk) })}
      choices={users
        .filter((user) => !user.groups?.includes(group.pk))
        .map((user) => ({ id: String(user.pk), label: user.username, description: user.name }))}
      onSearch={setSearch}
      emptyText="Every user is a member."
      onClose={onClose}
    />
  );
}
