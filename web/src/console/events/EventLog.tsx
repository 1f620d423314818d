/** The event log: a chart of the week, filters, and every event with what it changed. */
import { Button, ComboBox, TextField } from "../../ui/index.ts";
import { RecordPicker } from "../form/RecordPicker.tsx";
import type { Source } from "../form/sources.ts";
import { readable } from "../format.ts";
import { EventChart } from "../overview/EventChart.tsx";
import { navigate, toHash, useLocation } from "../router.ts";
import { Card, Page } from "../shell/Page.tsx";
import { EVENT_ACTIONS } from "./actions.ts";
import styles from "./EventDetail.module.css";
import { EventTable } from "./EventTable.tsx";

/** Users by their names: that is what events keep. */
const USERNAMES: Source<{ username: string; name: string }> = {
  path: "core/users/",
  query: { ordering: "username" },
  id: (user) => user.username,
  label: (user) => user.username,
  note: (user) => user.name,
};

export function EventLog() {
  const { path, query } = useLocation();
  const value = (name: string) => query.get(name) ?? "";
  const set = (change: Record<string, string>) =>
    navigate(toHash(path, { ...Object.fromEntries(query), page: "", ...change }), { replace: true });
  const action = value("action");
  const username = value("username");
  const address = value("client_ip");
  return (
    <Page title="Logs" description="Sign-ins, changes and everything else that matters for security.">
      <Card title="Events over the last week">
        <EventChart
          label="Events over the last week"
          series={[
            { key: "login", label: "Logins", tone: "accent" },
            { key: "authorize_application", label: "Authorizations", tone: "warn" },
            { key: "model_updated", label: "Changes", tone: "info" },
            { key: "login_failed", label: "Failed logins", tone: "danger" },
          ]}
          countAs={{ model_created: "model_updated", model_deleted: "model_updated" }}
          query={action ? { action } : {}}
        />
      </Card>
      <search className={styles.filters} aria-label="Filters">
        <div>
          <ComboBox
            label="Action"
            placeholder="Any"
            options={EVENT_ACTIONS.map((id) => ({ id, label: readable(id) }))}
            value={action || null}
            onChange={(key) => set({ action: key === null ? "" : String(key) })}
          />
        </div>
        <div>
          <RecordPicker
            label="User"
            placeholder="Any"
            source={USERNAMES}
            value={username}
            onChange={(next) => set({ username: next })}
          />
        </div>
        <div>
          <TextField
            label="Client IP"
            placeholder="Any"
            mono
            value={address}
            onChange={(next) => set({ client_ip: next.trim() })}
          />
        </div>
        {(action || username || address) && (
          <Button onPress={() => set({ action: "", username: "", client_ip: "" })}>Clear filters</Button>
        )}
      </search>
      <Card flush>
        <EventTable query={{ action, username, client_ip: address }} />
      </Card>
    </Page>
  );
}
