/** One user: overview with what can be done to the account, and everything that belongs to it, tab by tab. */
import { Badge, Button, MenuButton, MenuItem, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { Changelog } from "../events/Changelog.tsx";
import { EventTable } from "../events/EventTable.tsx";
import { formatAgo, formatInstant, readable } from "../format.ts";
import { ReputationTable } from "../policies/ReputationList.tsx";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { useTab } from "../router.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { JsonView } from "../shell/JsonView.tsx";
import { Card, Columns, Loaded, Page, Properties, Stack } from "../shell/Page.tsx";
import { IssuedTokens } from "../tokens/IssuedTokens.tsx";
import { TokenTable } from "../tokens/TokenList.tsx";
import { ConsentTable } from "./ConsentTable.tsx";
import { UserAuthenticators } from "./DeviceTable.tsx";
import { SessionTable } from "./SessionTable.tsx";
import { UserApplications } from "./UserApplications.tsx";
import { UserConnections } from "./UserConnections.tsx";
import { UserGroups } from "./UserGroups.tsx";
import { UserRoles } from "./UserRoles.tsx";
import { useUserActions } from "./useUserActions.tsx";

export function UserDetail({ id }: { id: string }) {
  const query = useObject<User>(`core/users/${id}/`);
  return <Loaded query={query}>{(user) => <Detail user={user} />}</Loaded>;
}

function Detail({ user }: { user: User }) {
  const tabs = useTab("overview");
  const actions = useUserActions();
  const isMe = actions.isMe(user);
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
          <Button icon="key" onPress={() => actions.setPassword(user)}>
            Set password
          </Button>
          {user.is_active ? (
            <Button isDisabled={isMe} onPress={() => actions.setActive(user, false)}>
              Deactivate
            </Button>
          ) : (
            <Button onPress={() => actions.setActive(user, true)}>Activate</Button>
          )}
          <MenuButton label="More actions" icon="more">
            <MenuItem icon="link" onAction={() => actions.recoveryLink(user)}>
              Create recovery link
            </MenuItem>
            <MenuItem
              icon="users"
              isDisabled={isMe || !actions.mayImpersonate}
              onAction={() => actions.impersonate(user)}
            >
              Impersonate
            </MenuItem>
          </MenuButton>
          <Button variant="primary" icon="edit" onPress={() => actions.edit(user)}>
            Edit
          </Button>
        </>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the user">
          <Tab id="overview">Overview</Tab>
          <Tab id="sessions">Sessions</Tab>
          <Tab id="groups">Groups</Tab>
          <Tab id="roles">Roles</Tab>
          <Tab id="applications">Applications</Tab>
          <Tab id="events">Events</Tab>
          <Tab id="consent">Explicit Consent</Tab>
          <Tab id="oauth">OAuth tokens</Tab>
          <Tab id="tokens">Tokens and App passwords</Tab>
          <Tab id="mfa">MFA Authenticators</Tab>
          <Tab id="sources">Connected services</Tab>
          <Tab id="reputation">Reputation</Tab>
          <Tab id="changelog">Changelog</Tab>
          <Tab id="permissions">Permissions</Tab>
        </TabList>
        <TabPanel id="overview">
          <Overview user={user} />
        </TabPanel>
        <TabPanel id="sessions">
          <Card flush>
            <SessionTable query={{ user__username: user.username }} />
          </Card>
        </TabPanel>
        <TabPanel id="groups">
          <UserGroups user={user} />
        </TabPanel>
        <TabPanel id="roles">
          <UserRoles user={user} />
        </TabPanel>
        <TabPanel id="applications">
          <UserApplications user={user} />
        </TabPanel>
        <TabPanel id="events">
          <Card flush>
            <EventTable query={{ username: user.username }} embedded />
          </Card>
        </TabPanel>
        <TabPanel id="consent">
          <Card flush>
            <ConsentTable query={{ user: user.pk }} />
          </Card>
        </TabPanel>
        <TabPanel id="oauth">
          <IssuedTokens query={{ user: user.pk }} of="user" />
        </TabPanel>
        <TabPanel id="tokens">
          <Card flush>
            <TokenTable own={user.username} />
          </Card>
        </TabPanel>
        <TabPanel id="mfa">
          <UserAuthenticators user={user} />
        </TabPanel>
        <TabPanel id="sources">
          <Card flush>
            <UserConnections user={user} />
          </Card>
        </TabPanel>
        <TabPanel id="reputation">
          <Card flush>
            <ReputationTable identifier={user.username} />
          </Card>
        </TabPanel>
        <TabPanel id="changelog">
          <Changelog app="authentik_core" model="user" pk={user.pk} />
        </TabPanel>
        <TabPanel id="permissions">
          <ObjectPermissions model="authentik_core.user" pk={user.pk} />
        </TabPanel>
      </Tabs>
      {actions.dialogs}
    </Page>
  );
}

function Overview({ user }: { user: User }) {
  const attributes = user.attributes ?? {};
  return (
    <Columns>
      <Card title="User info">
        <Properties
          items={[
            ["Username", user.username],
            ["Name", user.name],
            [
              "Email",
              user.email ? (
                <>
                  {user.email} {user.email_verified && <Badge tone="ok">Verified</Badge>}
                </>
              ) : undefined,
            ],
            ["Type", readable(user.type ?? "internal")],
            ["Path", user.path ? <code>{user.path}</code> : undefined],
            ["Superuser", user.is_superuser ? "Yes, by a group" : "No"],
          ]}
        />
      </Card>
      <Stack>
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
        {Object.keys(attributes).length > 0 && (
          <Card title="Attributes">
            <JsonView label="Attributes" value={attributes} />
          </Card>
        )}
      </Stack>
    </Columns>
  );
}
