/** How many of something there are, leading to them. */
import { Icon, type IconName } from "../../ui/index.ts";
import type { Query } from "../api/client.ts";
import { useList } from "../api/queries.ts";
import styles from "./Overview.module.css";

export interface CountProps {
  label: string;
  icon: IconName;
  path: string;
  query?: Query;
  href: string;
}

export function Count({ label, icon, path, query, href }: CountProps) {
  const { data } = useList<unknown>(path, { ...query, page_size: 1 });
  return (
    <a className={styles.count} href={href}>
      <span className={styles.countIcon}>
        <Icon name={icon} size="md" />
      </span>
      <span className={styles.number}>{data?.pagination.count ?? "–"}</span>
      <span className={styles.countLabel}>{label}</span>
    </a>
  );
}
