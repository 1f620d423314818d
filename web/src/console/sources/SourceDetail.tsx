/** One source: what has to be registered at the provider, who may come from there, its history, who may change it. */
import { useState } from "react";
import { Badge, Button, CopyField, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import { BindingTable } from "../bindings/BindingTable.tsx";
import { Changelog } from "../events/Changelog.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { readable } from "../format.ts";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { navigate, useTab } from "../router.ts";
import { Card, Columns, Loaded, Page, Properties, Stack } from "../shell/Page.tsx";
import { type OAuthSource, providerLabel, SOURCE_FORM } from "./sourceForm.ts";

export function SourceDetail({ slug }: { slug: string }) {
  const query = useObject<OAuthSource>(`sources/oauth/${slug}/`);
  return <Loaded query={query}>{(source) => <Detail source={source} />}</Loaded>;
}

function Detail({ source }: { source: OAuthSource }) {
  const tabs = useTab("overview");
  const [editing, setEditing] = useState(false);
  return (
    <Page
      title={source.name}
      crumbs={[{ label: "Federation and Social login", href: "#/core/sources" }]}
      description={providerLabel(source.provider_type)}
      actions={
        <Button variant="primary" icon="edit" onPress={() => setEditing(true)}>
          Edit
        </Button>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the source">
          <Tab id="overview">Overview</Tab>
          <Tab id="bindings">Policy Bindings</Tab>
          <Tab id="changelog">Changelog</Tab>
          <Tab id="permissions">Permissions</Tab>
        </TabList>
        <TabPanel id="overview">
          <Columns>
            <Card title="Source">
              <Properties
                items={[
                  ["Slug", <code key="slug">{source.slug}</code>],
                  [
                    "Status",
                    source.enabled ? (
                      <Badge key="status" tone="ok">
                        Enabled
                      </Badge>
                    ) : (
                      <Badge key="status">Disabled</Badge>
                    ),
                  ],
                  ["User matching mode", readable(source.user_matching_mode)],
                  ["Policy engine mode", readable(source.policy_engine_mode)],
                  [
                    "Property mappings",
                    source.user_property_mappings.length + source.group_property_mappings.length || "None",
                  ],
                ]}
              />
            </Card>
            <Card title="At the provider">
              <Stack>
                <CopyField label="Callback URL" value={source.callback_url} />
                <CopyField label="Consumer key" value={source.consumer_key} />
              </Stack>
            </Card>
          </Columns>
        </TabPanel>
        <TabPanel id="bindings">
          <Card flush>
            <BindingTable
              target={source.pk}
              lesson="Everybody who has an account at the provider may come from there. What is bound here decides before somebody signs in or is enrolled."
            />
          </Card>
        </TabPanel>
        <TabPanel id="changelog">
          <Changelog app="authentik_sources_oauth" model="oauthsource" pk={source.pk} />
        </TabPanel>
        <TabPanel id="permissions">
          <ObjectPermissions model="authentik_sources_oauth.oauthsource" pk={source.pk} />
        </TabPanel>
      </Tabs>
      {editing && (
        <SpecForm<OAuthSource>
          spec={SOURCE_FORM}
          record={source}
          onClose={() => setEditing(false)}
          onSaved={(saved) => {
            if (saved.slug !== source.slug) navigate(`#/core/sources/${saved.slug}`, { replace: true });
          }}
        />
      )}
    </Page>
  );
}
