/** One's accounts at other providers: connecting them, and disconnecting them. Connecting happens on pages of its own. */
import { useState } from "react";
import { ApiError, remove } from "../console/api/client.ts";
import { useAction, useObject } from "../console/api/queries.ts";
import { formatAgo } from "../console/format.ts";
import { Loaded } from "../console/shell/Page.tsx";
import { t } from "../i18n/index.ts";
import { AlertDialog, Button, EmptyState, Icon, notify } from "../ui/index.ts";
import styles from "./Authenticators.module.css";

/** As `sources/all/user_settings/` answers. */
interface Offered {
  object_uid: string;
  title: string;
  configure_url: string | null;
}

/** As `sources/user_connections/all/` answers. */
interface Connection {
  pk: number;
  identifier: string;
  last_updated: string;
  source_obj: { slug: string; name: string };
}

const HERE = "/if/user/#/settings?tab=sources";

export function ConnectedServices({ user }: { user: number }) {
  const offered = useObject<Offered[]>("sources/all/user_settings/");
  const connections = useObject<{ results: Connection[] }>("sources/user_connections/all/", {
    user,
    page_size: 100,
  });
  const [leaving, setLeaving] = useState<Connection>();
  return (
    <Loaded query={connections}>
      {({ results }) => {
        const others = (offered.data ?? []).filter(
          (each) => !results.some((connection) => connection.source_obj.slug === each.object_uid),
        );
        if (results.length === 0 && others.length === 0)
          return (
            <EmptyState icon="link" title={t("There is nothing to connect")}>
              {t("An administrator can let people sign in with accounts of other providers.")}
            </EmptyState>
          );
        return (
          <>
            <ul className={styles.devices} aria-label={t("Connected services")}>
              {results.map((connection) => (
                <li key={connection.pk}>
                  <Icon name="link" />
                  <div className={styles.text}>
                    <strong>{connection.source_obj.name}</strong>
                    <span>{t("Last used {when}", { when: formatAgo(connection.last_updated) })}</span>
                  </div>
                  <Button
                    aria-label={t("Disconnect {name}", { name: connection.source_obj.name })}
                    onPress={() => setLeaving(connection)}
                  >
                    {t("Disconnect")}
                  </Button>
                </li>
              ))}
              {others.map((each) => (
                <li key={each.object_uid}>
                  <Icon name="link" />
                  <div className={styles.text}>
                    <strong>{each.title}</strong>
                    <span>{t("Not connected")}</span>
                  </div>
                  <Button
                    aria-label={t("Connect {name}", { name: each.title })}
                    onPress={() => window.location.assign(each.configure_url ?? "")}
                  >
                    {t("Connect")}
                  </Button>
                </li>
              ))}
            </ul>
            {leaving && <Disconnect connection={leaving} onClose={() => setLeaving(undefined)} />}
          </>
        );
      }}
    </Loaded>
  );
}

function Disconnect({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { name } = connection.source_obj;
  const erase = useAction(() => remove(`sources/user_connections/all/${connection.pk}/`), {
    done: t("{name} was disconnected", { name }),
    silent: true,
  });
  const confirm = async () => {
    try {
      await erase.mutateAsync(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 403 && /sign in again/i.test(error.message)) {
        const query = new URLSearchParams({ again: "1", next: HERE });
        window.location.assign(`/if/flow/default-authentication-flow/?${query}`);
      } else notify({ kind: "error", title: t("That did not work"), description: error.message });
    }
  };
  return (
    <AlertDialog
      title={t("Disconnect {name}?", { name })}
      isOpen
      onClose={onClose}
      confirmLabel={t("Disconnect")}
      isDestructive
      onConfirm={confirm}
    >
      {t("Your account there can then no longer be used to sign in here.")}
    </AlertDialog>
  );
}
