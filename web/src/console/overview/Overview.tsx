/** The first page: how much there is, sign-ins of the last week, what happened last, where to go. */
import { Icon, type IconName } from "../../ui/index.ts";
import { useList, useMe, useObject } from "../api/queries.ts";
import type { Event } from "../api/types.ts";
import { eventTarget, eventTitle } from "../events/changes.ts";
import { formatAgo } from "../format.ts";
import { Card, Columns, Loaded, Page } from "../shell/Page.tsx";
import { DayChart } from "./DayChart.tsx";
import { byDay, type Volume } from "./days.ts";
import styles from "./Overview.module.css";

export function Overview() {
  const { data: me } = useMe();
  const name = me?.user.name || me?.user.username;
  return (
    <Page title={name ? `Welcome, ${name}` : "Overview"} description="What is going on in this installation.">
      <div className={styles.counts}>
        <Count
          label="Applications"
          icon="apps"
          path="core/applications/"
          query={{ superuser_full_list: true }}
          href="#/core/applications"
        />
        <Count label="Providers" icon="provider" path="providers/all/" href="#/core/providers" />
        <Count label="Users" icon="user" path="core/users/" href="#/identity/users" />
        <Count label="Groups" icon="users" path="core/groups/" href="#/identity/groups" />
      </div>
      <Columns even>
        <Card title="Sign-ins over the last week">
          <SignIns />
        </Card>
        <Card title="Quick actions">
          <ul className={styles.actions}>
            <Action icon="wand" label="Create a new application" href="#/core/applications?create=wizard" />
            <Action icon="events" label="Check the logs" href="#/events/log" />
            <Action icon="user" label="Manage users" href="#/identity/users" />
            <Action icon="apps" label="My applications" href="/if/user/" />
          </ul>
          <Version />
        </Card>
      </Columns>
      <Card title="Recent events" actions={<a href="#/events/log">All events</a>}>
        <RecentEvents />
      </Card>
    </Page>
  );
}

function Count({
  label,
  icon,
  path,
  query,
  href,
}: {
  label: string;
  icon: IconName;
  path: string;
  query?: Record<string, boolean>;
  href: string;
}) {
  const { data } = useList<unknown>(path, { ...query, page_size: 1 });
  return (
    <a className={styles.count} href={href}>
      <span className={styles.countIcon}>
        <Icon name={icon} size="md" />
      </span>
      <span className={styles.number}>{data?.pagination.count ?? "–"}</span>
      <span className={styles.countLabel}>{label}</span>
    </a>
  );
}

function Action({ icon, label, href }: { icon: IconName; label: string; href: string }) {
  return (
    <li>
      <a className={styles.action} href={href}>
        <Icon name={icon} />
        {label}
        <Icon name="chevron-right" size="xs" className={styles.go} />
      </a>
    </li>
  );
}

function SignIns() {
  const query = useObject<Volume[]>("events/events/volume/", { history_days: 7 });
  return (
    <Loaded query={query}>
      {(volumes) => (
        <DayChart
          label="Logins and failed logins per day"
          days={byDay(volumes, new Date())}
          series={[
            { key: "login", label: "Logins" },
            { key: "authorize_application", label: "Authorizations" },
            { key: "login_failed", label: "Failed logins" },
          ]}
        />
      )}
    </Loaded>
  );
}

function RecentEvents() {
  const query = useList<Event>("events/events/", { ordering: "-created", page_size: 8 });
  return (
    <Loaded query={query}>
      {(page) =>
        page.results.length === 0 ? (
          <p className={styles.muted}>Nothing has happened yet.</p>
        ) : (
          <ul className={styles.events}>
            {page.results.map((event) => (
              <li key={event.pk} className={styles.event}>
                <span className={styles.eventAction}>{eventTitle(event)}</span>
                <span className={styles.muted}>{eventTarget(event)}</span>
                <span className={styles.who}>{event.user?.username}</span>
                <time className={styles.when} dateTime={event.created}>
                  {formatAgo(event.created)}
                </time>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Version() {
  const { data } = useObject<{ version_current: string }>("admin/version/");
  return data ? <p className={styles.version}>{`Wirelatch ${data.version_current}`}</p> : null;
}
