/** What users allowed applications to have; revoked, they are asked again. */

import { msg, t } from "../../i18n/index.ts";
import type { Query } from "../api/client.ts";
import type { Consent } from "../api/types.ts";
import { formatAgo } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";

export function ConsentTable({ query }: { query: Query }) {
  return (
    <ResourceTable<Consent>
      label={t("Consents")}
      path="core/user_consent/"
      query={query}
      embedded
      ordering="application"
      id={(consent) => consent.pk}
      name={(consent) => consent.application.name}
      deleteLabel={msg("Revoke")}
      columns={[
        {
          id: "application",
          label: t("Application"),
          sortable: true,
          cell: (consent) => consent.application.name,
        },
        { id: "permissions", label: t("Permissions"), cell: (consent) => consent.permissions || "–" },
        {
          id: "expires",
          label: t("Expires"),
          sortable: true,
          cell: (consent) =>
            consent.expiring === false || !consent.expires ? t("Never") : formatAgo(consent.expires),
        },
      ]}
      empty={{
        icon: "check",
        title: t("No consents"),
        text: t("Applications whose authorization flow asks for consent appear here once it was given."),
      }}
    />
  );
}
