/** One user: overview with what can be done to the account, groups, sessions, applications, events. */
import { useState } from "react";
import { AlertDialog, Badge, Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { patch } from "../api/client.ts";
import { useAction, useMe, useObject } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { EventTable } from "../events/EventTable.tsx";
import { formatAgo, formatInstant, readable } from "../format.ts";
import { useTab } from "../router.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Card, Columns, Loaded, Page, Properties } from "../shell/Page.tsx";
import { SessionTable } from "./SessionTable.tsx";
import { SetPasswordForm } from "./SetPasswordForm.tsx";
import { UserApplications } from "./UserApplications.tsx";
import { UserForm } from "./UserForm.tsx";
import { UserGroups } from "./UserGroups.tsx";

export function UserDetail({ id }: { id: string }) {
  const query = useObject<User>(`core/users/${id}/`);
  return <Loaded query={query}>{(user) => <Detail user={user} />}</Loaded>;
}

function Detail({ user }: { user: User }) {
  const tabs = useTab("overview");
  const [open, setOpen] = useState<"edit" | "password" | "deactivate" | null>(null);
  const { data: me } = useMe();
  const isMe = me?.user.pk === user.pk;
  const activate = useAction((is_active: boolean) => patch<User>(`core/users/${user.pk}/`, { is_active }), {
    done: (_, on) => `${user.username} is ${on ? "active" : "inactive"}`,
  });
  return (
    <Page
      title={user.name || user.username}
      crumbs={[{ label: "Users", href: "#/identity/users" }]}
      description={user.username}
      lead={<Avatar name={user.name || user.username} size="lg" />}
      badge={
        <>
          {!user.is_active && <Badge tone="danger">Inactive</Badge>}
          {user.is_superuser && <Badge tone="accent">Superuser</Badge>}
        </>
      }
      actions={
        <>
          <Button icon="key" onPress={() => setOpen("password")}>
            Set password
          </Button>
          {user.is_active ? (
            <Button isDisabled={isMe} onPress={() => setOpen("deactivate")}>
              Deactivate
            </Button>
          ) : (
            <Button isPending={activate.isPending} onPress={() => activate.mutate(true)}>
              Activate
            </Button>
          )}
          <Button variant="primary" icon="edit" onPress={() => setOpen("edit")}>
            Edit
          </Button>
        </>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the user">
          <Tab id="overview">Overview</Tab>
          <Tab id="groups">Groups</Tab>
          <Tab id="sessions">Sessions</Tab>
          <Tab id="applications">Applications</Tab>
          <Tab id="events">Events</Tab>
        </TabList>
        <TabPanel id="overview">
          <Columns>
            <Card title="User info">
              <Properties
                items={[
                  ["Username", user.username],
                  ["Name", user.name],
                  ["Email", user.email],
                  ["Type", readable(user.type ?? "internal")],
                  ["Superuser", user.is_superuser ? "Yes, by a group" : "No"],
                ]}
              />
            </Card>
            <Card title="Activity">
              <Properties
                items={[
                  [
                    "Last login",
                    user.last_login
                      ? `${formatAgo(user.last_login)} (${formatInstant(user.last_login)})`
                      : "Never",
                  ],
                  ["Joined", formatInstant(user.date_joined)],
                  ["Password changed", formatInstant(user.password_change_date)],
                  ["User ID", String(user.pk)],
                  ["UID", user.uid ? <code>{user.uid}</code> : undefined],
                ]}
              />
            </Card>
          </Columns>
        </TabPanel>
        <TabPanel id="groups">
          <UserGroups user={user} />
        </TabPanel>
        <TabPanel id="sessions">
          <Card flush>
            <SessionTable query={{ user__username: user.username }} />
          </Card>
        </TabPanel>
        <TabPanel id="applications">
          <UserApplications user={user} />
        </TabPanel>
        <TabPanel id="events">
          <Card flush>
            <EventTable query={{ username: user.username }} embedded />
          </Card>
        </TabPanel>
      </Tabs>
      {open === "edit" && <UserForm user={user} onClose={() => setOpen(null)} />}
      {open === "password" && <SetPasswordForm user={user} onClose={() => setOpen(null)} />}
      <AlertDialog
        title={`Deactivate ${user.username}?`}
        isOpen={open === "deactivate"}
        onClose={() => setOpen(null)}
        confirmLabel="Deactivate"
        isDestructive
        onConfirm={() => activate.mutateAsync(false)}
      >
        All sessions and tokens of this user end at once. The user can be activated again later.
      </AlertDialog>
    </Page>
  );
}
