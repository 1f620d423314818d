/** All applications, and the way to new ones. */
import { useState } from "react";
import { Button, MenuButton, MenuItem, SplitButton } from "../../ui/index.ts";
import type { Application } from "../api/types.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { navigate, useQueryValue } from "../router.ts";
import { Card, Page } from "../shell/Page.tsx";
import { ApplicationWizard } from "../wizard/ApplicationWizard.tsx";
import { ApplicationCell } from "./ApplicationCell.tsx";
import { ApplicationForm } from "./ApplicationForm.tsx";

export function ApplicationList() {
  // In the address, so that other pages can lead straight into the wizard.
  const [create, setCreate] = useQueryValue("create");
  const [edited, setEdited] = useState<Application | null>(null);
  const close = () => setCreate("");
  return (
    <Page
      title="Applications"
      description="What people sign in to, each with the provider that signs them in."
      actions={
        <SplitButton
          label="Create with Provider"
          icon="add"
          menuLabel="More ways to create"
          onPress={() => setCreate("wizard")}
        >
          <MenuItem
            icon="wand"
            description="Create an application and its provider"
            textValue="New Application"
            onAction={() => setCreate("wizard")}
          >
            New Application
          </MenuItem>
          <MenuItem
            icon="link"
            description="Connect it to a provider that is there"
            textValue="With existing provider"
            onAction={() => setCreate("existing")}
          >
            With existing provider
          </MenuItem>
        </SplitButton>
      }
    >
      <Card flush>
        <ResourceTable<Application>
          label="Applications"
          path="core/applications/"
          query={{ superuser_full_list: true }}
          searchLabel="Search applications"
          ordering="name"
          id={(application) => application.slug}
          name={(application) => application.name}
          href={(application) => `#/core/applications/${application.slug}`}
          columns={[
            {
              id: "name",
              label: "Name",
              sortable: true,
              cell: (application) => <ApplicationCell application={application} />,
            },
            {
              id: "group",
              label: "Group",
              sortable: true,
              hideWhenNarrow: true,
              cell: (it) => it.group || "–",
            },
            {
              id: "provider",
              label: "Provider",
              hideWhenNarrow: true,
              cell: (it) =>
                it.provider ? (
                  <a href={`#/core/providers/${it.provider}`}>{it.provider_obj?.name ?? it.provider}</a>
                ) : (
                  "–"
                ),
            },
            {
              id: "provider_type",
              label: "Provider Type",
              hideWhenNarrow: true,
              cell: (it) => it.provider_obj?.verbose_name ?? (it.provider ? "OAuth2/OpenID Provider" : "–"),
            },
            {
              id: "actions",
              label: "Actions",
              align: "end",
              cell: (it) => (
                <MenuButton label={`Actions for ${it.name}`} icon="more" size="sm">
                  <MenuItem icon="edit" onAction={() => setEdited(it)}>
                    Edit
                  </MenuItem>
                  <MenuItem
                    icon="external"
                    isDisabled={!it.launch_url}
                    href={it.launch_url ?? ""}
                    target="_blank"
                  >
                    Open
                  </MenuItem>
                </MenuButton>
              ),
            },
          ]}
          empty={{
            icon: "apps",
            title: "No applications yet",
            text: "An application is what people sign in to. Create the first one together with its provider.",
            actions: (
              <Button variant="primary" icon="add" onPress={() => setCreate("wizard")}>
                Create with Provider
              </Button>
            ),
          }}
        />
      </Card>
      {create === "wizard" && <ApplicationWizard onClose={close} />}
      {create === "existing" && (
        <ApplicationForm onClose={close} onSaved={(saved) => navigate(`#/core/applications/${saved.slug}`)} />
      )}
      {edited && <ApplicationForm application={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
