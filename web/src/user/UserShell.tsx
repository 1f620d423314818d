/** The frame of My applications: header and content. */
import type { ReactNode } from "react";
import { useMe } from "../console/api/queries.ts";
import { AccountMenu } from "../console/shell/AccountMenu.tsx";
import { BrandLogo } from "../console/shell/BrandLogo.tsx";
import { BRAND } from "../console/shell/brand.ts";
import { Impersonation } from "../console/shell/Impersonation.tsx";
import { mayAdminister } from "../console/shell/mayAdminister.ts";
import { t } from "../i18n/index.ts";
import { Icon } from "../ui/index.ts";
import styles from "./UserShell.module.css";

export function UserShell({ children }: { children: ReactNode }) {
  const { data } = useMe();
  return (
    <div className={styles.shell}>
      <header className={styles.header}>
        <a className={styles.home} href="#/" aria-label={`${BRAND.title}, ${t("My applications")}`}>
          <BrandLogo />
        </a>
        {data && mayAdminister(data) && (
          <a className={styles.admin} href="/if/admin/">
            <Icon name="shield" />
            <span>{t("Admin interface")}</span>
          </a>
        )}
        <AccountMenu page="user" />
      </header>
      <main className={styles.main}>
        <Impersonation />
        {children}
      </main>
    </div>
  );
}
