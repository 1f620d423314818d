/** A small mark of state or count. */
import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { Icon, type IconName } from "./Icon.tsx";

export type Tone = "neutral" | "accent" | "ok" | "warn" | "danger" | "info";

export function Badge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {icon && <Icon name={icon} size="xs" />}
      {children}
    </span>
  );
}
