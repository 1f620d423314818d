/** Tokens for programs and app passwords: whose, for what, until when. The key itself is shown once, at creation. */
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
      title="Tokens and App passwords"
      description="With these, programs use the API or sign in as a user."
      actions={
        <Button variant="primary" icon="add" onPress={() => setCreating("1")}>
          New Token
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
  api: "API Token",
  app_password: "App password",
  recovery: "Recovery",
  verification: "Verification",
};

/** Everybody's tokens, or one user's own. */
export function TokenTable({ own }: { own?: string }) {
  const now = Date.now();
  return (
    <ResourceTable<Token>
      label="Tokens"
      path="core/tokens/"
      query={own ? { user__username: own } : {}}
      embedded={Boolean(own)}
      searchLabel="Search tokens"
      ordering="identifier"
      id={(token) => token.identifier}
      name={(token) => token.identifier}
      columns={[
        {
          id: "identifier",
          label: "Identifier",
          sortable: true,
          cell: (token) => <NameCell name={token.identifier} note={token.description} />,
        },
        ...(own
          ? []
          : [
              {
                id: "user",
                label: "User",
                cell: (token: Token) => token.user_obj?.username ?? String(token.user ?? "–"),
              },
            ]),
        { id: "intent", label: "Intent", cell: (token) => INTENTS[token.intent] ?? token.intent },
        {
          id: "expires",
          label: "Expires",
          sortable: true,
          hideWhenNarrow: true,
          cell: (token) =>
            token.expiring === false || !token.expires ? (
              "Never"
            ) : new Date(token.expires).valueOf() < now ? (
              <Badge tone="danger">Expired</Badge>
            ) : (
              formatInstant(token.expires)
            ),
        },
      ]}
      empty={{ icon: "key", title: "No tokens", text: "Create one for a program that uses the API." }}
    />
  );
}
