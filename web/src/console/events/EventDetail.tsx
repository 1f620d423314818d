/** One event in full: who, what, from where, and each changed field before and after. */
import { Dialog } from "../../ui/index.ts";
import type { Event } from "../api/types.ts";
import { formatInstant } from "../format.ts";
import { Properties, Stack } from "../shell/Page.tsx";
import { changesOf, eventTarget, eventTitle, showValue } from "./changes.ts";
import styles from "./EventDetail.module.css";

export function EventDetail({ event, onClose }: { event: Event; onClose: () => void }) {
  const changes = changesOf(event.context);
  const behalf = event.user?.on_behalf_of?.username;
  return (
    <Dialog title={eventTitle(event)} isOpen isDismissable onClose={onClose} size="lg">
      <Stack>
        <Properties
          items={[
            ["User", behalf ? `${event.user?.username} on behalf of ${behalf}` : event.user?.username],
            ["Target", eventTarget(event)],
            ["Time", formatInstant(event.created)],
            ["Client IP", event.client_ip],
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
          <details className={styles.raw}>
            <summary>Context</summary>
            <pre>{JSON.stringify(event.context, null, 2)}</pre>
          </details>
        )}
      </Stack>
    </Dialog>
  );
}
