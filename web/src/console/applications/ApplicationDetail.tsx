/** One application: overview with the values its settings need, check access, bindings, events. */
import { useState } from "react";
import { AlertDialog, Banner, Button, Icon, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { launchUrl } from "../../user/search.ts";
import { remove } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { Application } from "../api/types.ts";
import { BindingTable } from "../bindings/BindingTable.tsx";
import { Changelog } from "../events/Changelog.tsx";
import { EventTable } from "../events/EventTable.tsx";
import { ClientValues } from "../providers/ClientValues.tsx";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { navigate, useTab } from "../router.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Card, Columns, Loaded, Page, Properties, Stack } from "../shell/Page.tsx";
import buttonStyles from "./ApplicationDetail.module.css";
import { ApplicationForm } from "./ApplicationForm.tsx";
import { ENGINE_MODES } from "./applicationValues.ts";
import { CheckAccess } from "./CheckAccess.tsx";
import { Entitlements } from "./Entitlements.tsx";
import { LaunchLink } from "./LaunchLink.tsx";
import { Usage } from "./Usage.tsx";

export function ApplicationDetail({ slug }: { slug: string }) {
  const query = useObject<Application>(`core/applications/${slug}/`);
  return <Loaded query={query}>{(application) => <Detail application={application} />}</Loaded>;
}

function Detail({ application }: { application: Application }) {
  const tabs = useTab("overview");
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const launch = launchUrl(application);
  const del = useAction(() => remove(`core/applications/${application.slug}/`), {
    done: `Application “${application.name}” deleted`,
  });
  return (
    <Page
      title={application.name}
      crumbs={[{ label: "Applications", href: "#/core/applications" }]}
      description={application.meta_description || application.meta_publisher}
      lead={<Avatar name={application.name} src={application.meta_icon_url} size="lg" shape="square" />}
      actions={
        <>
          {launch && (
            <a className={buttonStyles.link} href={launch} target="_blank" rel="noreferrer">
              <Icon name="external" />
              Launch
            </a>
          )}
          <Button icon="trash" onPress={() => setOpen("delete")}>
            Delete
          </Button>
          <Button variant="primary" icon="edit" onPress={() => setOpen("edit")}>
            Edit
          </Button>
        </>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the application">
          <Tab id="overview">Overview</Tab>
          <Tab id="entitlements">Application entitlements</Tab>
          <Tab id="bindings">Policy / Group / User Bindings</Tab>
          <Tab id="events">Events</Tab>
          <Tab id="changelog">Changelog</Tab>
          <Tab id="permissions">Permissions</Tab>
        </TabList>
        <TabPanel id="overview">
          <Columns>
            <Stack>
              <Card title="Logins over the last week">
                <Usage application={application} />
              </Card>
              <Card title="Application">
                <Properties
                  items={[
                    [
                      "Provider",
                      application.provider ? (
                        <a href={`#/core/providers/${application.provider}`}>
                          {application.provider_obj?.name ?? application.provider}
                        </a>
                      ) : undefined,
                    ],
                    ["Slug", <code key="slug">{application.slug}</code>],
                    ["Group", application.group],
                    [
                      "Policy engine mode",
                      ENGINE_MODES.find((mode) => mode.value === application.policy_engine_mode)?.label,
                    ],
                    [
                      "Launch URL",
                      application.launch_url ? <LaunchLink url={application.launch_url} /> : undefined,
                    ],
                  ]}
                />
              </Card>
              <Card title="Check access">
                <CheckAccess application={application} />
              </Card>
            </Stack>
            {application.provider ? (
              <Card title="Values for the application's settings">
                <ClientValues id={application.provider} slug={application.slug} />
              </Card>
            ) : (
              <Banner kind="warn" title="No provider">
                Users cannot sign in to this application yet. Edit it and choose a provider.
              </Banner>
            )}
          </Columns>
        </TabPanel>
        <TabPanel id="entitlements">
          <Entitlements application={application} />
        </TabPanel>
        <TabPanel id="bindings">
          <Card flush>
            <BindingTable target={application.pbm_uuid ?? application.pk} />
          </Card>
        </TabPanel>
        <TabPanel id="events">
          <Card flush>
            <EventTable query={{ context_authorized_app: application.pk }} embedded />
          </Card>
        </TabPanel>
        <TabPanel id="changelog">
          <Changelog app="authentik_core" model="application" pk={application.pk} />
        </TabPanel>
        <TabPanel id="permissions">
          <ObjectPermissions model="authentik_core.application" pk={application.pk} />
        </TabPanel>
      </Tabs>
      {open === "edit" && (
        <ApplicationForm
          application={application}
          onClose={() => setOpen(null)}
          onSaved={(saved) => {
            if (saved.slug !== application.slug)
              navigate(`#/core/applications/${saved.slug}`, { replace: true });
          }}
        />
      )}
      <AlertDialog
        title={`Delete “${application.name}”?`}
        isOpen={open === "delete"}
        onClose={() => setOpen(null)}
        confirmLabel="Delete"
        isDestructive
        onConfirm={async () => {
          await del.mutateAsync(undefined);
          navigate("#/core/applications", { replace: true });
        }}
      >
        Nobody can sign in to it any more. Its provider stays, without an application.
      </AlertDialog>
    </Page>
  );
}
