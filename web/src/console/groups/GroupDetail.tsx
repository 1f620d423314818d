/** One group: what it gives, its members, its place among the others. */
import { useState } from "react";
import { Badge, Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useObject } from "../api/queries.ts";
import type { Group } from "../api/types.ts";
import { Changelog } from "../events/Changelog.tsx";
import { ChooseDialog } from "../form/ChooseDialog.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { ROLES } from "../form/sources.ts";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { useTab } from "../router.ts";
import { JsonView } from "../shell/JsonView.tsx";
import { Card, Columns, Loaded, Page, Properties } from "../shell/Page.tsx";
import { MemberTable } from "../users/MemberTable.tsx";
import { GROUP_FORM } from "./groupForm.ts";

export function GroupDetail({ id }: { id: string }) {
  const query = useObject<Group>(`core/groups/${id}/`);
  return <Loaded query={query}>{(group) => <Detail group={group} />}</Loaded>;
}

type Open = "edit" | "roles" | null;

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
          <MemberTable
            label="Members"
            of={group.name}
            query={{ groups_by_pk: group.pk }}
            add={(pk) => post(`core/groups/${group.pk}/add_user/`, { pk })}
            remove={(pk) => post(`core/groups/${group.pk}/remove_user/`, { pk })}
            lesson="Add the users who belong to this group."
          />
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
      {open === "roles" && (
        <ChooseDialog
          title={`Roles of ${group.name}`}
          label="Roles"
          source={ROLES}
          initial={group.roles ?? []}
          submitLabel="Save"
          save={(roles) => patch(`core/groups/${group.pk}/`, { roles })}
          done="Roles saved"
          onClose={close}
        />
      )}
    </Page>
  );
}

const links = (page: string, records: readonly { pk: string; name: string }[] | null | undefined) =>
  records && records.length > 0
    ? records.map((record, index) => (
        <span key={record.pk}>
          {index > 0 && ", "}
          <a href={`#/identity/${page}/${record.pk}`}>{record.name}</a>
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
            ["Parents", links("groups", group.parents_obj)],
            ["Children", links("groups", group.children_obj)],
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
          ["Given by this group", links("roles", group.roles_obj) ?? "None"],
          ["Given by its parents", links("roles", group.inherited_roles_obj) ?? "None"],
        ]}
      />
    </Card>
  );
}
