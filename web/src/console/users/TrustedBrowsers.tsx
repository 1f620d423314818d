/** Browsers in which a second factor is not asked for a while: one's own, which can be forgotten, or another user's. */

import { t } from "../../i18n/index.ts";
import { Button, EmptyState, IconButton } from "../../ui/index.ts";
import { type Query, remove } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { TrustedBrowser } from "../api/types.ts";
import { formatAgo, formatInstant } from "../format.ts";
import { DataTable } from "../list/DataTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { Card } from "../shell/Page.tsx";
import { browserName } from "./browserName.ts";

const OWN = "authenticators/remembered/";

export function TrustedBrowsers({ user }: { user?: number }) {
  const query: Query = user === undefined ? {} : { user };
  const path = user === undefined ? OWN : "authenticators/admin/remembered/";
  const { data } = useObject<TrustedBrowser[]>(path, query);
  const forget = useAction((browser: TrustedBrowser) => remove(`${OWN}${browser.pk}/`), {
    done: t("The second factor is asked for there again"),
  });
  const forgetAll = useAction(() => remove(OWN), {
    done: t("The second factor is asked for everywhere again"),
  });
  const isOwn = user === undefined;
  if (!data || (data.length === 0 && !isOwn)) return null;
  return (
    <Card
      title={t("Trusted browsers")}
      flush
      actions={
        isOwn &&
        data.length > 1 && (
          <Button size="sm" isPending={forgetAll.isPending} onPress={() => forgetAll.mutate(undefined)}>
            {t("Forget all")}
          </Button>
        )
      }
    >
      {data.length === 0 ? (
        <EmptyState icon="device" title={t("None")}>
          {t(
            "Where you choose “Do not ask again in this browser”, that browser stands here and can be forgotten.",
          )}
        </EmptyState>
      ) : (
        <DataTable<TrustedBrowser>
          label={t("Trusted browsers")}
          rows={data}
          id={(browser) => browser.pk}
          name={(browser) => browserName(browser)}
          ordering=""
          onOrder={() => undefined}
          columns={[
            {
              id: "browser",
              label: t("Browser"),
              cell: (browser) => (
                <NameCell name={browserName(browser)} note={t("By {device}", { device: browser.device })} />
              ),
            },
            { id: "last_ip", label: t("Address"), cell: (browser) => browser.last_ip || "–" },
            {
              id: "created",
              label: t("Since"),
              hideWhenNarrow: true,
              cell: (browser) => formatInstant(browser.created),
            },
            { id: "expires", label: t("Not asked until"), cell: (browser) => formatAgo(browser.expires) },
            ...(isOwn
              ? [
                  {
                    id: "actions",
                    label: "",
                    align: "end" as const,
                    cell: (browser: TrustedBrowser) => (
                      <IconButton
                        icon="trash"
                        size="sm"
                        label={t("Forget {browser}", { browser: browserName(browser) })}
                        onPress={() => forget.mutate(browser)}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Card>
  );
}
