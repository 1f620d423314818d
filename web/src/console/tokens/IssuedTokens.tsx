/** What the OAuth2 endpoints issued: access tokens, refresh tokens, authorization codes. Deleting one revokes it. */
import { useState } from "react";
import { Badge, RadioGroup } from "../../ui/index.ts";
import type { Query } from "../api/client.ts";
import type { IssuedToken } from "../api/types.ts";
import { formatAgo, formatInstant } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card } from "../shell/Page.tsx";
import styles from "./IssuedTokens.module.css";

const KINDS = [
  { value: "access_tokens", label: "Access tokens" },
  { value: "refresh_tokens", label: "Refresh tokens" },
  { value: "authorization_codes", label: "Authorization codes" },
] as const;

export function IssuedTokens({ query, of }: { query: Query; of: "provider" | "user" }) {
  const [kind, setKind] = useState<string>("access_tokens");
  return (
    <Card flush>
      <div className={styles.kinds}>
        <RadioGroup
          label="Kind of token"
          hideLabel
          orientation="horizontal"
          options={KINDS}
          value={kind}
          onChange={setKind}
        />
      </div>
      <ResourceTable<IssuedToken>
        key={kind}
        label={KINDS.find((each) => each.value === kind)?.label ?? kind}
        path={`oauth2/${kind}/`}
        query={query}
        embedded
        ordering="-expires"
        id={(token) => token.pk}
        name={(token) => `${token.provider?.name ?? "Token"} of ${token.user?.username ?? "nobody"}`}
        deleteLabel="Revoke"
        columns={[
          of === "provider"
            ? { id: "user", label: "User", sortable: true, cell: (token) => token.user?.username ?? "–" }
            : {
                id: "provider",
                label: "Provider",
                cell: (token) =>
                  token.provider ? (
                    <a href={`#/core/providers/${token.provider.pk}`}>{token.provider.name}</a>
                  ) : (
                    "–"
                  ),
              },
          {
            id: "state",
            label: "State",
            cell: (token) =>
              token.revoked ? (
                <Badge tone="danger">Revoked</Badge>
              ) : token.is_expired ? (
                <Badge>Expired</Badge>
              ) : (
                <Badge tone="ok">Valid</Badge>
              ),
          },
          {
            id: "expires",
            label: "Expires",
            sortable: true,
            cell: (token) => <span title={formatInstant(token.expires)}>{formatAgo(token.expires)}</span>,
          },
          {
            id: "scope",
            label: "Scopes",
            hideWhenNarrow: true,
            cell: (token) => (token.scope ?? []).join(", ") || "–",
          },
        ]}
        empty={{ icon: "key", title: "None", text: "They appear when somebody signs in to an application." }}
      />
    </Card>
  );
}
