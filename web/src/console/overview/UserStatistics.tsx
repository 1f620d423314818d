/** How many users there are, were made, signed in and failed to, over the last month. */
import { Card, Columns, Page } from "../shell/Page.tsx";
import { Count } from "./Count.tsx";
import { EventChart } from "./EventChart.tsx";
import styles from "./Overview.module.css";

const MONTH = { days: 30, hours: 24 };

export function UserStatistics() {
  return (
    <Page title="User Statistics" description="The last month, day by day.">
      <div className={styles.counts}>
        <Count
          label="Users"
          icon="user"
          path="core/users/"
          query={{ type: "internal" }}
          href="#/identity/users"
        />
        <Count
          label="Active users"
          icon="ok"
          path="core/users/"
          query={{ is_active: true }}
          href="#/identity/users"
        />
        <Count
          label="Service accounts"
          icon="plug"
          path="core/users/"
          query={{ type: "service_account" }}
          href="#/identity/users?services=1"
        />
        <Count
          label="Open sessions"
          icon="device"
          path="core/authenticated_sessions/"
          href="#/identity/users"
        />
      </div>
      <Columns even>
        <Card title="Users created per day">
          <EventChart
            label="Users created per day"
            {...MONTH}
            series={[{ key: "model_created", label: "Created", tone: "accent" }]}
            query={{ action: "model_created", context_model_name: "user" }}
          />
        </Card>
        <Card title="Logins per day">
          <EventChart
            label="Logins per day"
            {...MONTH}
            series={[{ key: "login", label: "Logins", tone: "ok" }]}
          />
        </Card>
        <Card title="Failed logins per day">
          <EventChart
            label="Failed logins per day"
            {...MONTH}
            series={[{ key: "login_failed", label: "Failed logins", tone: "danger" }]}
          />
        </Card>
        <Card title="Passwords set per day">
          <EventChart
            label="Passwords set per day"
            {...MONTH}
            series={[{ key: "password_set", label: "Passwords set", tone: "info" }]}
          />
        </Card>
      </Columns>
    </Page>
  );
}
