/** Tokens for programs and app passwords: whose, for what, until when. The key itself is shown once, at creation. */

import { msg, t } from "../../i18n/index.ts";
import { Badge, Button } from "../../ui/index.ts";
import type { Token } from "../api/types.ts";
import { formatInstant } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { useQueryValue } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page } from "../shell/Page.tsx";
import { TokenForm } from "./TokenForm.tsx";

export function TokenList() {
  const [creating, setCreating] = useQueryValue("create");
  return (
    <Page
      title={t("Tokens and App passwords")}
      description={t("With these, programs use the API or sign in as a user.")}
      actions={
        <Button variant="primary" icon="add" onPress={() => setCreating("1")}>
          {t("New Token")}
        </Button>
      }
    >
      <Card flush>
        <TokenTable />
      </Card>
      {creating && <TokenForm onClose={() => setCreating("")} />}
    </Page>
  );
}

export const INTENTS: Record<Token["intent"], string> = {
  api: msg("API Token"),
  app_password: msg("App password"),
  recovery: msg("Recovery"),
  verification: msg("Verification"),
};

/** Everybody's tokens, or one user's own. */
export function TokenTable({ own }: { own?: string }) {
  const now = Date.now();
  return (
    <ResourceTable<Token>
      label={t("Tokens")}
      path="core/tokens/"
      query={own ? { user__username: own } : {}}
      embedded={Boolean(own)}
      searchLabel={t("Search tokens")}
      ordering="identifier"
      id={(token) => token.identifier}
      name={(token) => token.identifier}
      columns={[
        {
          id: "identifier",
          label: t("Identifier"),
          sortable: true,
          cell: (token) => <NameCell name={token.identifier} note={token.description} />,
        },
        ...(own
          ? []
          : [
              {
                id: "user",
                label: t("User"),
                cell: (token: Token) => token.user_obj?.username ?? String(token.user ?? "–"),
              },
            ]),
        { id: "intent", label: t("Intent"), cell: (token) => t(INTENTS[token.intent] ?? token.intent) },
        {
          id: "expires",
          label: t("Expires"),
          sortable: true,
          hideWhenNarrow: true,
          cell: (token) =>
            token.expiring === false || !token.expires ? (
              t("Never")
            ) : new Date(token.expires).valueOf() < now ? (
              <Badge tone="danger">{t("Expired")}</Badge>
            ) : (
              formatInstant(token.expires)
            ),
        },
      ]}
      empty={{ icon: "key", title: t("No tokens"), text: t("Create one for a program that uses the API.") }}
    />
  );
}
