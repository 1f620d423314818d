/** One event in full: who, what, from where, and each changed field before and after. */
import type { Event } from "../api/types.ts";
import { formatInstant } from "../format.ts";
import { JsonView } from "../shell/JsonView.tsx";
import { Properties, Stack } from "../shell/Page.tsx";
import { AddRedirectUri } from "./AddRedirectUri.tsx";
import { changesOf, eventTarget, showValue } from "./changes.ts";
import styles from "./EventDetail.module.css";
import { recordHref } from "./recordHref.ts";

export function EventBody({ event }: { event: Event }) {
  const changes = changesOf(event.context);
  const behalf = event.user?.on_behalf_of?.username;
  const target = eventTarget(event);
  const href = recordHref(event);
  return (
    <Stack>
      <AddRedirectUri event={event} />
      <Properties
        items={[
          [
            "User",
            behalf ? (
              `${event.user?.username} on behalf of ${behalf}`
            ) : event.user?.pk ? (
              <a href={`#/identity/users/${event.user.pk}`}>{event.user.username}</a>
            ) : (
              event.user?.username
            ),
          ],
          ["Target", href ? <a href={href}>{target || "Open"}</a> : target],
          ["Time", formatInstant(event.created)],
          ["Client IP", event.client_ip ? <code>{event.client_ip}</code> : undefined],
          ["Action", <code key="action">{event.action}</code>],
        ]}
      />
      {changes.length > 0 && (
        <section aria-label="Changes">
          <h3 className={styles.title}>Changes</h3>
          <div className={styles.scroll}>
            <table className={styles.changes}>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {changes.map((change) => (
                  <tr key={change.field}>
                    <th scope="row">{change.field}</th>
                    <td className={styles.before}>{showValue(change.before)}</td>
                    <td className={styles.after}>{showValue(change.after)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {event.context && Object.keys(event.context).length > 0 && (
        <details className={styles.raw} open={changes.length === 0}>
          <summary>Context</summary>
          <JsonView label="Context" value={event.context} />
        </details>
      )}
    </Stack>
  );
}
