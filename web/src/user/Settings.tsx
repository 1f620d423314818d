/** One's own account: details, password, sessions, tokens. */
import { useId, useState } from "react";
import { patch, post } from "../console/api/client.ts";
import { useAction, useMe } from "../console/api/queries.ts";
import type { Me } from "../console/api/types.ts";
import { FormBody } from "../console/form/FormDialog.tsx";
import { checkNewPassword, NewPasswordFields } from "../console/form/NewPassword.tsx";
import { useForm } from "../console/form/useForm.ts";
import { useTab } from "../console/router.ts";
import { Avatar } from "../console/shell/Avatar.tsx";
import { Card, Loaded, Page, Stack } from "../console/shell/Page.tsx";
import { TokenForm } from "../console/tokens/TokenForm.tsx";
import { TokenTable } from "../console/tokens/TokenList.tsx";
import { ConsentTable } from "../console/users/ConsentTable.tsx";
import { SessionTable } from "../console/users/SessionTable.tsx";
import { TrustedBrowsers } from "../console/users/TrustedBrowsers.tsx";
import { t } from "../i18n/index.ts";
import { Button, notify, PasswordField, Tab, TabList, TabPanel, Tabs, TextField } from "../ui/index.ts";
import { Authenticators } from "./Authenticators.tsx";
import { ConnectedServices } from "./ConnectedServices.tsx";
import styles from "./Settings.module.css";

export function Settings() {
  const me = useMe();
  const tabs = useTab("details");
  const [creating, setCreating] = useState<"api" | "app_password" | null>(null);
  return (
    <Loaded query={me}>
      {({ user }) => (
        <Page
          title={t("Settings")}
          crumbs={[{ label: t("My applications"), href: "#/" }]}
          description={user.username}
          lead={<Avatar name={user.name || user.username} size="lg" />}
        >
          <Tabs {...tabs}>
            <TabList aria-label={t("Settings")}>
              <Tab id="details">{t("User details")}</Tab>
              <Tab id="password">{t("Change password")}</Tab>
              <Tab id="mfa">{t("MFA devices")}</Tab>
              <Tab id="sessions">{t("Sessions")}</Tab>
              <Tab id="consent">{t("Consent")}</Tab>
              <Tab id="sources">{t("Connected services")}</Tab>
              <Tab id="tokens">{t("Tokens and App passwords")}</Tab>
            </TabList>
            <TabPanel id="details">
              <Card title={t("User details")}>
                <DetailsForm user={user} />
              </Card>
            </TabPanel>
            <TabPanel id="password">
              <Card title={t("Change password")}>
                <PasswordForm user={user} />
              </Card>
            </TabPanel>
            <TabPanel id="consent">
              <Card flush>
                <ConsentTable query={{ user: user.pk }} />
              </Card>
            </TabPanel>
            <TabPanel id="mfa">
              <Stack>
                <Card title={t("MFA devices")}>
                  <Authenticators />
                </Card>
                <TrustedBrowsers />
              </Stack>
            </TabPanel>
            <TabPanel id="sessions">
              <Card flush>
                <SessionTable query={{ user__username: user.username }} />
              </Card>
            </TabPanel>
            <TabPanel id="sources">
              <Card title={t("Connected services")}>
                <ConnectedServices user={user.pk} />
              </Card>
            </TabPanel>
            <TabPanel id="tokens">
              <div className={styles.buttons}>
                <Button icon="add" onPress={() => setCreating("api")}>
                  {t("Create Token")}
                </Button>
                <Button icon="add" onPress={() => setCreating("app_password")}>
                  {t("Create App Password")}
                </Button>
              </div>
              <Card flush>
                <TokenTable own={user.username} />
              </Card>
              {creating && <TokenForm own intent={creating} onClose={() => setCreating(null)} />}
            </TabPanel>
          </Tabs>
        </Page>
      )}
    </Loaded>
  );
}

const OWN = ["name", "username", "email"] as const;

function DetailsForm({ user }: { user: Me["user"] }) {
  const id = useId();
  const save = useAction((values: object) => patch("core/users/me/", values), {
    done: t("Details saved"),
    silent: true,
  });
  const form = useForm({
    initial: { name: user.name, username: user.username, email: user.email },
    check: (values) => ({
      name: values.name.trim() ? undefined : t("Enter your name."),
      username: values.username.trim() ? undefined : t("Enter your username."),
    }),
    // Only what was changed: the others may be for an administrator to change.
    send: (values) =>
      save.mutateAsync(
        Object.fromEntries(
          OWN.filter((name) => values[name] !== user[name]).map((name) => [name, values[name].trim()]),
        ),
      ),
  });
  const field = (name: (typeof OWN)[number]) => {
    const isReadOnly = !(user.changeable ?? OWN).includes(name);
    return {
      ...form.text(name),
      isReadOnly,
      ...(isReadOnly ? { description: t("For an administrator to change.") } : {}),
    };
  };
  const mayChange = user.changeable?.length !== 0;
  return (
    <div className={styles.narrow}>
      <FormBody id={id} form={form}>
        <TextField label={t("Name")} isRequired autoComplete="name" {...field("name")} />
        <TextField label={t("Username")} isRequired autoComplete="username" {...field("username")} />
        <TextField label={t("Email")} inputMode="email" autoComplete="email" {...field("email")} />
        {mayChange && (
          <div>
            <Button variant="primary" type="submit" isPending={form.pending}>
              {t("Save")}
            </Button>
          </div>
        )}
      </FormBody>
    </div>
  );
}

function PasswordForm({ user }: { user: Me["user"] }) {
  const id = useId();
  const form = useForm({
    initial: { current_password: "", password: "", repeat: "" },
    check: (values) => ({
      current_password: values.current_password ? undefined : t("Enter your current password."),
      ...checkNewPassword(values),
    }),
    send: ({ current_password, password }) =>
      post(`core/users/${user.pk}/set_password/`, { current_password, password }),
  });
  return (
    <div className={styles.narrow}>
      <FormBody
        id={id}
        form={form}
        onDone={() => {
          form.merge({ current_password: "", password: "", repeat: "" });
          notify({ kind: "success", title: t("Password changed") });
        }}
      >
        <input type="hidden" autoComplete="username" value={user.username} readOnly />
        <PasswordField
          label={t("Current password")}
          isRequired
          autoComplete="current-password"
          {...form.text("current_password")}
        />
        <NewPasswordFields text={form.text} />
        <div>
          <Button variant="primary" type="submit" isPending={form.pending}>
            {t("Change password")}
          </Button>
        </div>
      </FormBody>
    </div>
  );
}
