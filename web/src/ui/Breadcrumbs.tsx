/** Where one is, from the top. */
import { Breadcrumbs as AriaBreadcrumbs, Breadcrumb, Link } from "react-aria-components";
import styles from "./Breadcrumbs.module.css";
import { Icon } from "./Icon.tsx";

export interface Crumb {
  label: string;
  href?: string;
}

export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  return (
    <AriaBreadcrumbs className={styles.crumbs}>
      {items.map((item, index) => (
        <Breadcrumb key={item.href ?? item.label} className={styles.crumb}>
          <Link href={item.href} className={styles.link}>
            {item.label}
          </Link>
          {index < items.length - 1 && <Icon name="chevron-right" size="xs" className={styles.sign} />}
        </Breadcrumb>
      ))}
    </AriaBreadcrumbs>
  );
}
