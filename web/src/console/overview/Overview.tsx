/** The first page: how much there is, sign-ins of the last week, what happened last, where to go. */
import { Icon, type IconName } from "../../ui/index.ts";
import { useList, useMe, useObject } from "../api/queries.ts";
import type { Event } from "../api/types.ts";
import { eventTarget, eventTitle } from "../events/changes.ts";
import { formatAgo } from "../format.ts";
import { Card, Columns, Loaded, Page } from "../shell/Page.tsx";
import { Count } from "./Count.tsx";
import { EventChart } from "./EventChart.tsx";
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
        <Card title="Logins and authorizations over the last week">
          <EventChart
            label="Logins, authorizations and failed logins per eight hours"
            series={[
              { key: "login", label: "Logins", tone: "accent" },
              { key: "authorize_application", label: "Authorizations", tone: "warn" },
              { key: "login_failed", label: "Failed logins", tone: "danger" },
            ]}
          />
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
      <Columns even>
        <Card title="Recent events" actions={<a href="#/events/log">All events</a>}>
          <RecentEvents />
        </Card>
        <Card title="Applications with most usage">
          <TopApplications />
        </Card>
      </Columns>
    </Page>
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

interface TopApplication {
  application?: { name?: string; slug?: string; pk?: string };
  counted_events: number;
  unique_users: number;
}

/** The applications most signed in to. */
function TopApplications() {
  const query = useObject<TopApplication[]>("events/events/top_per_user/", {
    action: "authorize_application",
    top_n: 8,
  });
  if (query.error) return <p className={styles.muted}>The server does not count it.</p>;
  return (
    <Loaded query={query}>
      {(top) => {
        if (top.length === 0)
          return <p className={styles.muted}>Nobody has signed in to an application yet.</p>;
        const most = Math.max(...top.map((entry) => entry.counted_events));
        return (
          <ol className={styles.top}>
            {top.map((entry) => (
              <li key={entry.application?.slug ?? entry.application?.name}>
                <span>{entry.application?.name ?? "–"}</span>
                <meter
                  min={0}
                  max={most}
                  value={entry.counted_events}
                  aria-label={entry.application?.name ?? ""}
                />
                <span className={styles.muted}>
                  {`${entry.counted_events} by ${entry.unique_users} ${entry.unique_users === 1 ? "user" : "users"}`}
                </span>
              </li>
            ))}
          </ol>
        );
      }}
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
