/** One group: what it gives, its members, its place among the others. */
import { useState } from "react";
import { Badge, Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { Group, Role, User } from "../api/types.ts";
import { Changelog } from "../events/Changelog.tsx";
import { DualSelect } from "../form/DualSelect.tsx";
import { FormDialog } from "../form/FormDialog.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { ROLES, USERS } from "../form/sources.ts";
import { useForm } from "../form/useForm.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { useTab } from "../router.ts";
import { JsonView } from "../shell/JsonView.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Columns, Loaded, Page, Properties } from "../shell/Page.tsx";
import { GROUP_FORM } from "./groupForm.ts";

export function GroupDetail({ id }: { id: string }) {
  const query = useObject<Group>(`core/groups/${id}/`);
  return <Loaded query={query}>{(group) => <Detail group={group} />}</Loaded>;
}

type Open = "edit" | "add" | "roles" | null;

function Detail({ group }: { group: Group }) {
  const tabs = useTab("users");
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
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
          <Tab id="roles">Roles</Tab>
          <Tab id="changelog">Changelog</Tab>
          <Tab id="permissions">Permissions</Tab>
        </TabList>
        <TabPanel id="users">
          <Members group={group} onAdd={() => setOpen("add")} />
        </TabPanel>
        <TabPanel id="overview">
          <Overview group={group} />
        </TabPanel>
        <TabPanel id="roles">
          <Roles group={group} onEdit={() => setOpen("roles")} />
        </TabPanel>
        <TabPanel id="changelog">
          <Changelog app="authentik_core" model="group" pk={group.pk} />
        </TabPanel>
        <TabPanel id="permissions">
          <ObjectPermissions model="authentik_core.group" pk={group.pk} />
        </TabPanel>
      </Tabs>
      {open === "edit" && <SpecForm spec={GROUP_FORM} record={group} onClose={close} />}
      {open === "add" && <AddMembers group={group} onClose={close} />}
      {open === "roles" && <ChooseRoles group={group} onClose={close} />}
    </Page>
  );
}

function Members({ group, onAdd }: { group: Group; onAdd: () => void }) {
  return (
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
          <Button icon="user-add" onPress={onAdd}>
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
            cell: (user) => (user.is_active ? <Badge tone="ok">Active</Badge> : <Badge>Inactive</Badge>),
          },
        ]}
        empty={{ icon: "user", title: "No members", text: "Add the users who belong to this group." }}
      />
    </Card>
  );
}

const groupLinks = (groups: readonly { pk: string; name: string }[] | null | undefined) =>
  groups && groups.length > 0
    ? groups.map((other, index) => (
        <span key={other.pk}>
          {index > 0 && ", "}
          <a href={`#/identity/groups/${other.pk}`}>{other.name}</a>
        </span>
      ))
    : undefined;

function Overview({ group }: { group: Group }) {
  const attributes = group.attributes ?? {};
  return (
    <Columns>
      <Card title="Group info">
        <Properties
          items={[
            ["Name", group.name],
            ["Superuser privileges", group.is_superuser ? "Yes" : "No"],
            ["Parents", groupLinks(group.parents_obj)],
            ["Children", groupLinks(group.children_obj)],
            ["Group ID", <code key="id">{group.pk}</code>],
          ]}
        />
      </Card>
      {Object.keys(attributes).length > 0 && (
        <Card title="Attributes">
          <JsonView label="Attributes" value={attributes} />
        </Card>
      )}
    </Columns>
  );
}

const roleLinks = (roles: readonly Role[] | null | undefined) =>
  roles && roles.length > 0
    ? roles.map((role, index) => (
        <span key={role.pk}>
          {index > 0 && ", "}
          <a href={`#/identity/roles/${role.pk}`}>{role.name}</a>
        </span>
      ))
    : "None";

function Roles({ group, onEdit }: { group: Group; onEdit: () => void }) {
  return (
    <Card
      title="Roles"
      actions={
        <Button icon="edit" size="sm" onPress={onEdit}>
          Choose roles
        </Button>
      }
    >
      <Properties
        items={[
          ["Given by this group", roleLinks(group.roles_obj)],
          ["Given by its parents", roleLinks(group.inherited_roles_obj)],
        ]}
      />
    </Card>
  );
}

function ChooseRoles({ group, onClose }: { group: Group; onClose: () => void }) {
  const save = useAction((roles: string[]) => patch(`core/groups/${group.pk}/`, { roles }), {
    done: "Roles saved",
    silent: true,
  });
  const form = useForm({
    initial: { roles: group.roles ?? [] },
    send: (values) => save.mutateAsync(values.roles),
  });
  return (
    <FormDialog
      title={`Roles of ${group.name}`}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Save"
      size="lg"
    >
      <DualSelect
        label="Roles"
        source={ROLES}
        value={form.values.roles}
        onChange={(value) => form.set("roles", value)}
        errorMessage={form.errors.roles}
      />
    </FormDialog>
  );
}

function AddMembers({ group, onClose }: { group: Group; onClose: () => void }) {
  const save = useAction(
    (users: string[]) =>
      Promise.all(users.map((pk) => post(`core/groups/${group.pk}/add_user/`, { pk: Number(pk) }))),
    { done: "Members added", silent: true },
  );
  const form = useForm({
    initial: { users: [] as string[] },
    send: (values) => save.mutateAsync(values.users),
  });
  return (
    <FormDialog
      title={`Add members to ${group.name}`}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Add"
      size="lg"
    >
      <DualSelect
        label="Users"
        source={USERS}
        value={form.values.users}
        onChange={(value) => form.set("users", value)}
      />
    </FormDialog>
  );
}
