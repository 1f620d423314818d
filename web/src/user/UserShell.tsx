/** The frame of My applications: header and content. */
import type { ReactNode } from "react";
import { useMe } from "../console/api/queries.ts";
import { AccountMenu } from "../console/shell/AccountMenu.tsx";
import { Icon, Logo } from "../ui/index.ts";
import styles from "./UserShell.module.css";

export function UserShell({ children }: { children: ReactNode }) {
  const { data } = useMe();
  return (
    <div className={styles.shell}>
      <header className={styles.header}>
        <a className={styles.home} href="#/" aria-label="Wirelatch, My applications">
          <Logo />
        </a>
        {data?.user.is_superuser && (
          <a className={styles.admin} href="/if/admin/">
            <Icon name="shield" />
            <span>Admin interface</span>
          </a>
        )}
        <AccountMenu page="user" />
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}
