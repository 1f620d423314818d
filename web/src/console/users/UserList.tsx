/** All users: who may sign in, and who did; by folder, with what can be done to an account below its row. */
import { useState } from "react";
import { Badge, Button, MenuButton, MenuItem, Switch } from "../../ui/index.ts";
import type { User } from "../api/types.ts";
import { formatAgo, formatInstant, readable } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { useQueryValue } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page, Properties } from "../shell/Page.tsx";
import styles from "./PathTree.module.css";
import { PathTree } from "./PathTree.tsx";
import { ServiceAccountForm } from "./ServiceAccountForm.tsx";
import { UserForm } from "./UserForm.tsx";
import { type UserActions, useUserActions } from "./useUserActions.tsx";

export function UserList() {
  const [create, setCreate] = useQueryValue("create");
  const [path, setPath] = useQueryValue("path");
  const [services, setServices] = useQueryValue("services");
  const [service, setService] = useState(false);
  const actions = useUserActions();
  return (
    <Page
      title="Users"
      description="People and programs that can sign in."
      actions={
        <>
          <Button icon="plug" onPress={() => setService(true)}>
            New Service account
          </Button>
          <Button variant="primary" icon="user-add" onPress={() => setCreate("1")}>
            New User
          </Button>
        </>
      }
    >
      <div className={styles.layout}>
        <PathTree value={path} onChange={setPath} />
        <Card flush>
          <ResourceTable<User>
            label="Users"
            path="core/users/"
            query={{
              ...(services ? {} : { type: "internal,external" }),
              path_startswith: path,
              include_groups: false,
            }}
            searchLabel="Search users"
            ordering="username"
            id={(user) => user.pk}
            name={(user) => user.username}
            href={(user) => `#/identity/users/${user.pk}`}
            isFixed={actions.isMe}
            detail={(user) => <Account user={user} actions={actions} />}
            toolbar={
              <Switch isSelected={services !== ""} onChange={(on) => setServices(on ? "1" : "")}>
                Service accounts
              </Switch>
            }
            columns={[
              {
                id: "username",
                label: "Name",
                sortable: true,
                cell: (user) => (
                  <NameCell name={user.username} note={user.name} avatar src={local(user.avatar)} />
                ),
              },
              {
                id: "email",
                label: "Email",
                sortable: true,
                hideWhenNarrow: true,
                cell: (user) => user.email || "–",
              },
              {
                id: "is_active",
                label: "Active",
                sortable: true,
                cell: (user) =>
                  user.is_active ? (
                    <Badge tone="ok" icon="check">
                      Active
                    </Badge>
                  ) : (
                    <Badge>Inactive</Badge>
                  ),
              },
              {
                id: "last_login",
                label: "Last login",
                sortable: true,
                cell: (user) => (user.last_login ? formatAgo(user.last_login) : "Never"),
              },
              {
                id: "type",
                label: "Type",
                sortable: true,
                hideWhenNarrow: true,
                cell: (user) =>
                  user.is_superuser ? (
                    <Badge tone="accent">Superuser</Badge>
                  ) : (
                    readable(user.type ?? "internal")
                  ),
              },
              {
                id: "actions",
                label: "",
                align: "end",
                cell: (user) => (
                  <MenuButton label={`Actions for ${user.username}`} icon="more" size="sm">
                    <MenuItem icon="edit" onAction={() => actions.edit(user)}>
                      Edit
                    </MenuItem>
                    <MenuItem icon="key" onAction={() => actions.setPassword(user)}>
                      Set password
                    </MenuItem>
                    <MenuItem icon="link" onAction={() => actions.recoveryLink(user)}>
                      Create recovery link
                    </MenuItem>
                    <MenuItem
                      icon="users"
                      isDisabled={actions.isMe(user) || !actions.mayImpersonate}
                      onAction={() => actions.impersonate(user)}
                    >
                      Impersonate
                    </MenuItem>
                  </MenuButton>
                ),
              },
            ]}
            empty={{
              icon: "user",
              title: "No users here",
              text: path ? `No user is in the folder ${path}.` : "Create the first one.",
            }}
          />
        </Card>
      </div>
      {create && <UserForm {...(path ? { path } : {})} onClose={() => setCreate("")} />}
      {service && <ServiceAccountForm onClose={() => setService(false)} />}
      {actions.dialogs}
    </Page>
  );
}

function Account({ user, actions }: { user: User; actions: UserActions }) {
  return (
    <>
      <Properties
        items={[
          ["Status", user.is_active ? "Active" : "Inactive: cannot sign in"],
          ["Last login", formatInstant(user.last_login)],
          ["Joined", formatInstant(user.date_joined)],
          ["Path", user.path ? <code>{user.path}</code> : undefined],
        ]}
      />
      <div className={styles.actions}>
        {user.is_active ? (
          <Button size="sm" isDisabled={actions.isMe(user)} onPress={() => actions.setActive(user, false)}>
            Deactivate
          </Button>
        ) : (
          <Button size="sm" onPress={() => actions.setActive(user, true)}>
            Activate
          </Button>
        )}
        <Button size="sm" icon="key" onPress={() => actions.setPassword(user)}>
          Set password
        </Button>
        <Button size="sm" icon="link" onPress={() => actions.recoveryLink(user)}>
          Create recovery link
        </Button>
      </div>
    </>
  );
}

/** Only pictures of this server: another would learn who looks. */
const local = (src: string | undefined) => (src?.startsWith("/") ? src : null);
