/** Notices: what just happened, at the window's edge. Errors stay until closed, the others go by themselves. */
import { useMemo } from "react";
import {
  UNSTABLE_Toast as AriaToast,
  Text,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { t } from "../i18n";
import { Button, IconButton } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Toast.module.css";

export type NoticeKind = "success" | "info" | "warning" | "error";

export interface Notice {
  kind: NoticeKind;
  title: string;
  description?: string;
  /** A button in the notice. */
  action?: NoticeAction;
  /** Several of them. Pressing one closes the notice. */
  actions?: readonly NoticeAction[];
}

export interface NoticeAction {
  label: string;
  onPress: () => void;
}

type Listener = (notice: Notice) => void;
const listeners = new Set<Listener>();

/** Calls back with every notice that is shown. Returns the way to stop. */
export function onNotice(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const queue = new ToastQueue<Notice>({ maxVisibleToasts: 4 });

const icons: Record<NoticeKind, IconName> = {
  success: "ok",
  info: "info",
  warning: "warning",
  error: "error",
};

/** Shows a notice. Returns the way to take it back. `timeout` in milliseconds, 0 = until closed. */
export function notify(notice: Notice, timeout?: number): () => void {
  // The same again takes the place of what it repeats.
  for (const { key, content } of queue.visibleToasts) {
    if (content.title === notice.title && content.description === notice.description) queue.close(key);
  }
  const stay = timeout ?? (notice.kind === "error" ? 0 : notice.kind === "warning" ? 10000 : 5000);
  for (const listener of listeners) listener(notice);
  const key = queue.add(notice, stay > 0 ? { timeout: Math.max(stay, 5000) } : {});
  return () => queue.close(key);
}

type NoticePlacement = "corner" | "workspace" | "palette" | "dialog";

/**
 * Where notices appear, at the window's bottom right, at the left of the editor's workspace, or above the palette
 * while a tray or a dialog takes the workspace; once per page. In a narrow window those that were there before a
 * dialog wait until it is closed.
 */
export function Notices({ placement = "corner" }: { placement?: NoticePlacement }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is there when the place changes.
  const earlier = useMemo(() => new Set(queue.visibleToasts.map(({ key }) => key)), [placement]);
  return (
    <ToastRegion queue={queue} className={styles.region} data-placement={placement} aria-label={t("Notices")}>
      {({ toast }) => (
        <AriaToast
          toast={toast}
          className={styles.toast}
          data-kind={toast.content.kind}
          data-earlier={earlier.has(toast.key) || undefined}
        >
          <Icon name={icons[toast.content.kind]} size="md" className={styles.icon} />
          <ToastContent className={styles.content}>
            <Text slot="title" className={styles.title}>
              {toast.content.title}
            </Text>
            {toast.content.description && (
              <Text slot="description" className={styles.description}>
                {toast.content.description}
              </Text>
            )}
          </ToastContent>
          <IconButton icon="close" label={t("Close")} size="sm" slot="close" />
          {actionsOf(toast.content).length > 0 && (
            <span className={styles.actions}>
              {actionsOf(toast.content).map(({ label, onPress }) => (
                <Button
                  key={label}
                  size="sm"
                  onPress={() => {
                    onPress();
                    queue.close(toast.key);
                  }}
                >
                  {label}
                </Button>
              ))}
            </span>
          )}
        </AriaToast>
      )}
    </ToastRegion>
  );
}

const actionsOf = ({ action, actions = [] }: Notice): readonly NoticeAction[] =>
  action ? [action, ...actions] : actions;
