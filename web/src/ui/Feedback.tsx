/** What stands where content is missing or needs a word: an empty state, a banner. */
import type { ReactNode } from "react";
import styles from "./Feedback.module.css";
import { Icon, type IconName } from "./Icon.tsx";

export interface EmptyStateProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  /** Buttons. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <span className={styles.disc}>
        <Icon name={icon} size="lg" />
      </span>
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

export interface BannerProps {
  kind: "info" | "ok" | "warn" | "danger";
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
}

const bannerIcons: Record<BannerProps["kind"], IconName> = {
  info: "info",
  ok: "ok",
  warn: "warning",
  danger: "error",
};

export function Banner({ kind, title, children, actions }: BannerProps) {
  return (
    <div className={styles.banner} data-kind={kind} role={kind === "danger" ? "alert" : "status"}>
      <Icon name={bannerIcons[kind]} size="md" />
      <div className={styles.bannerText}>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {actions}
    </div>
  );
}
