/** My applications: a tile for each application that its owner may use, found by typing, opened by Enter. */
import { useMemo, useState } from "react";
import { useAll, useMe } from "../console/api/queries.ts";
import type { Application } from "../console/api/types.ts";
import { Avatar } from "../console/shell/Avatar.tsx";
import { Loaded } from "../console/shell/Page.tsx";
import { t } from "../i18n/index.ts";
import { Button, EmptyState, Icon, SearchField, ToggleIconButton } from "../ui/index.ts";
import styles from "./Library.module.css";
import { type Layout, useLayout } from "./layout.ts";
import { grouped, launchUrl, search } from "./search.ts";

export function Library() {
  const query = useAll<Application>("core/applications/", { ordering: "name", only_with_launch_url: true });
  return (
    <div className={styles.page}>
      <Loaded query={query}>{(applications) => <Tiles applications={applications} />}</Loaded>
    </div>
  );
}

function Tiles({ applications }: { applications: Application[] }) {
  const [text, setText] = useState("");
  const [layout, setLayout] = useLayout();
  const { data: me } = useMe();
  const isAdmin = me?.user.is_superuser ?? false;
  const usable = useMemo(
    () => applications.filter((application) => launchUrl(application) && !application.meta_hide),
    [applications],
  );
  const hits = useMemo(() => search(usable, text), [usable, text]);
  const first = text.trim() ? hits[0] : undefined;
  if (usable.length === 0) {
    return (
      <>
        <h1 className={styles.title}>{t("My applications")}</h1>
        <EmptyState
          icon="apps"
          title={t("No applications available")}
          actions={
            isAdmin && (
              <Button
                variant="primary"
                icon="add"
                onPress={() => window.location.assign("/if/admin/#/core/applications?create=wizard")}
              >
                {t("Create a new application")}
              </Button>
            )
          }
        >
          {isAdmin
            ? t("What is connected to Wirelatch appears here for those who may use it.")
            : t("You have no access to any application yet. An administrator can give it to you.")}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <header className={styles.header}>
        <h1 className={styles.title}>{t("My applications")}</h1>
        <search className={styles.search}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (first) open(first);
            }}
          >
            <SearchField
              label={t("Search for an application by name…")}
              value={text}
              onChange={setText}
              autoFocus={matchMedia("(pointer: fine)").matches}
              onSubmit={() => first && open(first)}
            />
          </form>
        </search>
        <span className={styles.layout}>
          <ToggleIconButton
            icon="apps"
            label={t("Grid")}
            isSelected={layout === "grid"}
            onChange={() => setLayout("grid")}
          />
          <ToggleIconButton
            icon="events"
            label={t("List")}
            isSelected={layout === "list"}
            onChange={() => setLayout("list")}
          />
        </span>
      </header>
      <p role="status" className={styles.status}>
        {text.trim() &&
          (first ? t("{count} found. Enter opens {name}.", { count: hits.length, name: first.name }) : "")}
      </p>
      {hits.length === 0 ? (
        <EmptyState
          icon="search"
          title={t("Nothing found")}
          actions={<Button onPress={() => setText("")}>{t("Clear search")}</Button>}
        >
          {t("No application fits “{text}”.", { text: text.trim() })}
        </EmptyState>
      ) : first ? (
        <TileList label={t("Results")} applications={hits} first={first} isAdmin={isAdmin} layout={layout} />
      ) : (
        grouped(hits).map((group) => (
          <section key={group.name} className={styles.group} aria-label={group.name || t("Applications")}>
            {group.name && <h2 className={styles.groupName}>{group.name}</h2>}
            <TileList
              label={group.name || t("Applications")}
              applications={group.applications}
              isAdmin={isAdmin}
              layout={layout}
            />
          </section>
        ))
      )}
    </>
  );
}

function TileList({
  label,
  applications,
  first,
  isAdmin,
  layout,
}: {
  label: string;
  applications: Application[];
  first?: Application;
  isAdmin: boolean;
  layout: Layout;
}) {
  return (
    <ul className={styles.tiles} data-layout={layout} aria-label={label}>
      {applications.map((application) => (
        <li key={application.pk} className={styles.tile} data-first={application === first || undefined}>
          <a
            className={styles.link}
            href={launchUrl(application) ?? "#/"}
            {...(application.open_in_new_tab ? { target: "_blank", rel: "noreferrer" } : {})}
          >
            <Avatar name={application.name} src={application.meta_icon_url} size="xl" shape="square" />
            <span className={styles.text}>
              <span className={styles.name}>{application.name}</span>
              {(application.meta_description || application.meta_publisher) && (
                <span className={styles.note}>
                  {application.meta_description || application.meta_publisher}
                </span>
              )}
            </span>
            {application.open_in_new_tab && (
              <Icon name="external" size="xs" label={t("opens in a new tab")} className={styles.external} />
            )}
          </a>
          {isAdmin && (
            <a
              className={styles.edit}
              href={`/if/admin/#/core/applications/${application.slug}`}
              aria-label={t("Edit {name}", { name: application.name })}
            >
              <Icon name="edit" size="xs" />
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function open(application: Application): void {
  const url = launchUrl(application);
  if (!url) return;
  if (application.open_in_new_tab) window.open(url, "_blank", "noreferrer");
  else window.location.assign(url);
}
