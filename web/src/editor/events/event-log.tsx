/** The event log: all notices since the page was opened, the newest first. */

import { language, t } from "../../i18n";
import { Button } from "../../ui/Button";
import { copyText } from "../../ui/CopyField";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/Feedback";
import { Icon, type IconName } from "../../ui/Icon";
import { ui } from "../store";
import styles from "./events.module.css";
import { clearEvents, type LoggedEvent, useEvents } from "./log";

const ICONS: Record<LoggedEvent["kind"], IconName> = {
  success: "ok",
  info: "info",
  warning: "warning",
  error: "error",
};

export function EventLog() {
  const { events } = useEvents();
  const time = new Intl.DateTimeFormat(language(), { timeStyle: "medium" });
  const lines = () =>
    events.map(({ at, kind, title, description }) =>
      [at.toISOString(), kind, title, description].filter(Boolean).join("  "),
    );
  return (
    <Dialog
      title={t("Event log")}
      isOpen
      onClose={ui.closeDialog}
      size="lg"
      isDismissable
      footer={
        events.length > 0 && (
          <>
            <Button icon="clear" onPress={clearEvents}>
              {t("Clear")}
            </Button>
            <Button icon="copy" onPress={() => void copyText(lines().join("\n"))}>
              {t("Copy")}
            </Button>
          </>
        )
      }
    >
      {events.length === 0 ? (
        <EmptyState icon="bell" title={t("Nothing has happened yet")}>
          <p>{t("What notices say is kept here as long as the page is open.")}</p>
        </EmptyState>
      ) : (
        <ol className={styles.events}>
          {[...events].reverse().map(({ id, at, kind, title, description, count }) => (
            <li key={id} data-kind={kind}>
              <Icon name={ICONS[kind]} />
              <time dateTime={at.toISOString()}>{time.format(at)}</time>
              <div>
                <strong>{title}</strong>
                {count > 1 && <span className={styles.count}>{count}×</span>}
                {description && <p>{description}</p>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
