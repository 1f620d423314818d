/** The bell of the header: how many notifications are unseen, and a drawer with all of them. */
import { useEffect, useRef, useState } from "react";
import { Badge, Banner, Button, Dialog, EmptyState, IconButton, Spinner } from "../../ui/index.ts";
import { patch, post, remove } from "../api/client.ts";
import { useAction, useList } from "../api/queries.ts";
import { formatAgo, formatInstant, readable } from "../format.ts";
import styles from "./Bell.module.css";
import { SEVERITY_TONES, type Severity } from "./severity.ts";

/** As `events/notifications/` answers. */
interface Notification {
  pk: string;
  severity: Severity;
  body: string;
  hyperlink?: string;
  hyperlink_label?: string;
  created: string;
  seen: boolean;
}

const PATH = "events/notifications/";

/** `path`: the page in sight; a new one looks for new notifications. A timer would keep idle sessions alive. */
export function Bell({ path }: { path: string }) {
  const [open, setOpen] = useState(false);
  const { data, refetch } = useList<Notification>(PATH, { seen: false, page_size: 1 });
  const unseen = data?.pagination.count ?? 0;
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    void refetch();
  }, [path, refetch]);
  return (
    <span className={styles.bell}>
      <IconButton
        icon="bell"
        label={unseen ? `Notifications, ${unseen} unseen` : "Notifications"}
        onPress={() => setOpen(true)}
      />
      {unseen > 0 && (
        <span className={styles.count} aria-hidden="true">
          {unseen > 99 ? "99+" : unseen}
        </span>
      )}
      {open && <Drawer unseen={unseen} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Drawer({ unseen, onClose }: { unseen: number; onClose: () => void }) {
  const list = useList<Notification>(PATH, { ordering: "-created", page_size: 100 });
  const items = useRef<HTMLUListElement>(null);
  const all = useAction(() => post(`${PATH}mark_all_seen/`));
  const rows = list.data?.results ?? [];
  const more = (list.data?.pagination.count ?? 0) - rows.length;
  return (
    <Dialog
      title="Notifications"
      placement="side"
      size="sm"
      isOpen
      isDismissable
      onClose={onClose}
      footer={
        unseen > 0 && (
          <Button
            icon="check"
            isPending={all.isPending}
            // The button goes away with what it is for: the focus goes to the list.
            onPress={() => all.mutate(undefined, { onSuccess: () => items.current?.focus() })}
          >
            Mark all as seen
          </Button>
        )
      }
    >
      <p className={styles.state} role="status">
        {unseen ? `${unseen} unseen` : rows.length > 0 ? "All seen" : ""}
      </p>
      {list.error && !list.data ? (
        <Banner kind="danger">{list.error.message}</Banner>
      ) : list.isPending ? (
        <Spinner size="lg" />
      ) : rows.length === 0 ? (
        <EmptyState icon="bell" title="No notifications">
          Notification rules tell you here what happens.
        </EmptyState>
      ) : (
        <>
          <ul ref={items} className={styles.list} tabIndex={-1} aria-label="Notifications">
            {rows.map((row) => (
              <Item key={row.pk} row={row} />
            ))}
          </ul>
          {more > 0 && <p className={styles.state}>{`And ${more} older ones.`}</p>}
        </>
      )}
    </Dialog>
  );
}

function Item({ row }: { row: Notification }) {
  const item = useRef<HTMLLIElement>(null);
  const mark = useAction(() => patch(`${PATH}${row.pk}/`, { seen: true }));
  const forget = useAction(() => remove(`${PATH}${row.pk}/`));
  return (
    <li ref={item} className={styles.item} tabIndex={-1} data-seen={row.seen || undefined}>
      <div className={styles.head}>
        <Badge tone={SEVERITY_TONES[row.severity]}>{readable(row.severity)}</Badge>
        {!row.seen && <Badge tone="accent">New</Badge>}
        <time className={styles.when} dateTime={row.created} title={formatInstant(row.created)}>
          {formatAgo(row.created)}
        </time>
      </div>
      <p className={styles.body}>{row.body}</p>
      {row.hyperlink && /^(https?:\/\/|\/(?!\/)|#)/.test(row.hyperlink) && (
        <a href={row.hyperlink} rel="noreferrer">
          {row.hyperlink_label || row.hyperlink}
        </a>
      )}
      <div className={styles.actions}>
        {!row.seen && (
          <Button
            size="sm"
            variant="quiet"
            icon="check"
            isPending={mark.isPending}
            onPress={() => mark.mutate(undefined, { onSuccess: () => item.current?.focus() })}
          >
            Mark as seen
          </Button>
        )}
        <Button
          size="sm"
          variant="quiet"
          icon="trash"
          isPending={forget.isPending}
          onPress={() => {
            const list = item.current?.parentElement;
            forget.mutate(undefined, { onSuccess: () => list?.focus() });
          }}
        >
          Delete
        </Button>
      </div>
    </li>
  );
}
