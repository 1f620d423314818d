/** One provider: its settings, the values for the application, and what a token would hold. */
import { type ReactNode, useState } from "react";
import { Badge, Banner, Button, CopyField, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { Changelog } from "../events/Changelog.tsx";
import { formatDuration, readable } from "../format.ts";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { useTab } from "../router.ts";
import { Card, Columns, Loaded, Page, Properties, Stack } from "../shell/Page.tsx";
import { IssuedTokens } from "../tokens/IssuedTokens.tsx";
import { PreviewClaims } from "./PreviewClaims.tsx";
import styles from "./ProviderDetail.module.css";
import { ProviderForm } from "./ProviderForm.tsx";
import { ProviderUrls } from "./ProviderUrls.tsx";
import { GRANT_TYPES, ISSUER_MODES, SUBJECT_MODES } from "./providerValues.ts";
import { RotateSecret } from "./RotateSecret.tsx";
import { TryIt } from "./TryIt.tsx";

export function ProviderDetail({ id }: { id: string }) {
  const query = useObject<OAuth2Provider>(`providers/oauth2/${id}/`);
  return <Loaded query={query}>{(provider) => <Detail provider={provider} />}</Loaded>;
}

function Detail({ provider }: { provider: OAuth2Provider }) {
  const tabs = useTab("overview");
  const [open, setOpen] = useState<"edit" | "secret" | null>(null);
  const assigned = provider.assigned_application_slug;
  return (
    <Page
      title={provider.name}
      crumbs={[{ label: "Providers", href: "#/core/providers" }]}
      description="OAuth2/OpenID Connect"
      actions={
        <>
          <Button icon="play" onPress={() => tabs.onSelectionChange("try")}>
            Try it
          </Button>
          <Button variant="primary" icon="edit" onPress={() => setOpen("edit")}>
            Edit
          </Button>
        </>
      }
    >
      {!assigned && (
        <Banner kind="warn" title="Provider not assigned to any application">
          It is not usable until an application uses it.
        </Banner>
      )}
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the provider">
          <Tab id="overview">Overview</Tab>
          <Tab id="preview">Preview</Tab>
          <Tab id="try">Try it</Tab>
          <Tab id="tokens">Tokens</Tab>
          <Tab id="changelog">Changelog</Tab>
          <Tab id="permissions">Permissions</Tab>
        </TabList>
        <TabPanel id="overview">
          <Columns>
            <Stack>
              <Card title="Client">
                <Stack>
                  <Properties
                    items={[
                      [
                        "Assigned to application",
                        assigned ? (
                          <a href={`#/core/applications/${assigned}`}>
                            {provider.assigned_application_name ?? assigned}
                          </a>
                        ) : undefined,
                      ],
                      ["Client type", readable(provider.client_type)],
                    ]}
                  />
                  <CopyField label="Client ID" value={provider.client_id} />
                  {provider.client_type === "confidential" &&
                    (provider.client_secret ? (
                      <CopyField label="Client Secret" value={provider.client_secret} secret />
                    ) : (
                      <Banner kind="info">
                        The Client Secret is stored and cannot be shown. Edit to replace it.
                      </Banner>
                    ))}
                  {provider.client_type === "confidential" && (
                    <div>
                      <Button size="sm" icon="refresh" onPress={() => setOpen("secret")}>
                        Rotate Client Secret
                      </Button>
                    </div>
                  )}
                </Stack>
              </Card>
              <Card title="Redirect URIs">
                <RedirectUriList provider={provider} />
              </Card>
              <Card title="Protocol">
                <Properties
                  items={[
                    ["Access code", formatDuration(provider.access_code_validity)],
                    ["Access token", formatDuration(provider.access_token_validity)],
                    ["Refresh token", formatDuration(provider.refresh_token_validity)],
                    [
                      "Subject",
                      SUBJECT_MODES.find((mode) => mode.id === provider.sub_mode)?.label ?? provider.sub_mode,
                    ],
                    [
                      "Issuer",
                      ISSUER_MODES.find((mode) => mode.value === provider.issuer_mode)?.label ??
                        provider.issuer_mode,
                    ],
                    ["PKCE", readable(provider.pkce ?? "optional")],
                    [
                      "Grant types",
                      provider.grant_types
                        ?.map((type) => GRANT_TYPES.find((known) => known.value === type)?.label ?? type)
                        .join(", "),
                    ],
                    ["Claims in id_token", provider.include_claims_in_id_token ? "Yes" : "No"],
                  ]}
                />
              </Card>
            </Stack>
            <Card title="Addresses for the application">
              <ProviderUrls id={provider.pk} />
            </Card>
          </Columns>
        </TabPanel>
        <TabPanel id="preview">
          <PreviewClaims provider={provider} />
        </TabPanel>
        <TabPanel id="try">
          <TryIt provider={provider} />
        </TabPanel>
        <TabPanel id="tokens">
          <IssuedTokens query={{ provider: provider.pk }} of="provider" />
        </TabPanel>
        <TabPanel id="changelog">
          <Changelog app="authentik_providers_oauth2" model="oauth2provider" pk={provider.pk} />
        </TabPanel>
        <TabPanel id="permissions">
          <ObjectPermissions model="authentik_providers_oauth2.oauth2provider" pk={provider.pk} />
        </TabPanel>
      </Tabs>
      {open === "edit" && <ProviderForm provider={provider} onClose={() => setOpen(null)} />}
      {open === "secret" && <RotateSecret provider={provider} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function RedirectUriList({ provider }: { provider: OAuth2Provider }): ReactNode {
  if (provider.redirect_uris.length === 0) {
    return (
      <Banner kind="info">
        None yet, so every sign-in is refused. Edit to add one, or start a sign-in: its error page offers you
        to register the address.
      </Banner>
    );
  }
  return (
    <ul className={styles.uris}>
      {provider.redirect_uris.map((uri) => (
        <li key={`${uri.redirect_uri_type}-${uri.matching_mode}-${uri.url}`}>
          <code>{uri.url}</code>
          <Badge>{readable(uri.matching_mode)}</Badge>
          {uri.redirect_uri_type === "logout" && <Badge tone="info">Post Logout</Badge>}
        </li>
      ))}
    </ul>
  );
}
