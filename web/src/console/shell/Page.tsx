/** The frame of a page's content: its title with actions, cards, lists of properties. */
import { type ReactNode, useEffect } from "react";
import { t } from "../../i18n/index.ts";
import { Banner, Breadcrumbs, type Crumb, EmptyState } from "../../ui/index.ts";
import type { ApiError } from "../api/client.ts";
import { BRAND } from "./brand.ts";
import styles from "./Page.module.css";

export interface PageProps {
  title: string;
  /** Where the page stands, without itself. */
  crumbs?: readonly Crumb[];
  description?: ReactNode;
  /** A picture before the title. */
  lead?: ReactNode;
  /** Set beside the title: a state. */
  badge?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, crumbs, description, lead, badge, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${BRAND.title}`;
  }, [title]);
  return (
    <div className={styles.page}>
      {crumbs && <Breadcrumbs items={[...crumbs, { label: title }]} />}
      <header className={styles.header}>
        {lead}
        <div className={styles.titles}>
          <h1 className={styles.title}>
            {title} {badge}
          </h1>
          {description && <p className={styles.description}>{description}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export interface CardProps {
  title?: string;
  actions?: ReactNode;
  /** No space between content and edge: for tables. */
  flush?: boolean;
  children: ReactNode;
}

export function Card({ title, actions, flush = false, children }: CardProps) {
  return (
    <section className={styles.card} aria-label={title} data-flush={flush || undefined}>
      {title && (
        <header className={styles.cardHeader}>
          <h2 className={styles.cardTitle}>{title}</h2>
          {actions}
        </header>
      )}
      <div className={styles.cardBody}>{children}</div>
    </section>
  );
}

/** Names and values, as a definition list. */
export function Properties({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.properties}>
      {items.map(([name, value]) => (
        <div key={name} className={styles.property}>
          <dt>{name}</dt>
          <dd>{value === undefined || value === null || value === "" ? "–" : value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Shows what a query gave; until then, that it is coming; else why not. */
export function Loaded<T>({
  query,
  children,
}: {
  query: { data: T | undefined; error: ApiError | null };
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return <PageSkeleton />;
  if (query.error.status === 404) {
    return (
      <EmptyState icon="search" title={t("Not found")}>
        {t("It may have been deleted, or the address is mistyped.")}
      </EmptyState>
    );
  }
  return (
    <Banner kind="danger" title={t("This could not be loaded")}>
      {query.error.message}
    </Banner>
  );
}

/** Two columns where there is room; `even` makes the cards of a row equally high. */
export function Columns({ children, even = false }: { children: ReactNode; even?: boolean }) {
  return (
    <div className={styles.columns} data-even={even || undefined}>
      {children}
    </div>
  );
}

/** Things under each other with even space. */
export function Stack({ children, gap = "md" }: { children: ReactNode; gap?: "sm" | "md" | "lg" }) {
  return (
    <div className={styles.stack} data-gap={gap}>
      {children}
    </div>
  );
}

/** Grey shapes where a page will stand, so that it does not jump when it comes. */
export function PageSkeleton() {
  return (
    <div className={styles.page}>
      <span className="wl-visually-hidden" role="status">
        {t("Loading")}
      </span>
      <div className={styles.bone} data-part="title" />
      <div className={styles.bone} data-part="card" />
    </div>
  );
}
