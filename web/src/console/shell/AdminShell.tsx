/** The frame of the admin console: header, navigation at the left (a drawer on phones), content. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button, Icon, IconButton } from "../../ui/index.ts";
import { Bell } from "../notifications/Bell.tsx";
import { entryOf, SECTIONS } from "../pages.ts";
import { useLocation } from "../router.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import styles from "./AdminShell.module.css";
import { BrandLogo } from "./BrandLogo.tsx";
import { BRAND } from "./brand.ts";
import { Impersonation } from "./Impersonation.tsx";
import { Palette } from "./Palette.tsx";

export function AdminShell({ children }: { children: ReactNode }) {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  const current = entryOf(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    setOpen(false);
    // A new page is read from its top, also by screen readers.
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className={styles.shell} data-open={open || undefined}>
      <header className={styles.header}>
        <a className={styles.skip} href={`#${path}`} onClick={() => main.current?.focus()}>
          Skip to content
        </a>
        <span className={styles.burger}>
          <IconButton
            icon={open ? "close" : "menu"}
            label={open ? "Close navigation" : "Open navigation"}
            onPress={() => setOpen(!open)}
          />
        </span>
        <a
          className={styles.home}
          href="#/administration/overview"
          aria-label={`${BRAND.title} Admin, overview`}
        >
          <BrandLogo suffix="Admin" />
        </a>
        <Palette />
        <a className={styles.other} href="/if/user/">
          <Icon name="apps" />
          <span>My applications</span>
        </a>
        <Bell path={path} />
        <AccountMenu page="admin" />
      </header>
      <nav className={styles.nav} aria-label="Main">
        {SECTIONS.map((section) => (
          <div key={section.title} className={styles.section}>
            <h2 className={styles.heading}>{section.title}</h2>
            <ul className={styles.list}>
              {section.entries.map((entry) => (
                <li key={entry.path}>
                  <a
                    className={styles.link}
                    href={`#${entry.path}`}
                    aria-current={entry === current ? "page" : undefined}
                  >
                    <Icon name={entry.icon} />
                    {entry.label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {open && (
        <Button className={styles.veil} aria-label="Close navigation" onPress={() => setOpen(false)}>
          {null}
        </Button>
      )}
      <main ref={main} className={styles.main} tabIndex={-1}>
        <Impersonation />
        {children}
      </main>
    </div>
  );
}
