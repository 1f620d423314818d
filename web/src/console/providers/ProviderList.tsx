/** All providers. */
import { Badge, Button } from "../../ui/index.ts";
import { remove } from "../api/client.ts";
import type { Provider } from "../api/types.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { navigate, useQueryValue } from "../router.ts";
import { Card, Page } from "../shell/Page.tsx";
import { ProviderForm } from "./ProviderForm.tsx";

export function ProviderList() {
  const [creating, setCreating] = useQueryValue("create");
  return (
    <Page
      title="Providers"
      description="How applications sign users in."
      actions={
        <Button variant="primary" icon="add" onPress={() => setCreating("1")}>
          New Provider
        </Button>
      }
    >
      <Card flush>
        <ResourceTable<Provider>
          label="Providers"
          path="providers/all/"
          searchLabel="Search providers"
          ordering="name"
          id={(provider) => provider.pk}
          name={(provider) => provider.name}
          href={(provider) => `#/core/providers/${provider.pk}`}
          onDelete={(provider) => remove(`providers/all/${provider.pk}/`)}
          columns={[
            { id: "name", label: "Name", sortable: true, cell: (provider) => provider.name },
            {
              id: "application",
              label: "Application",
              cell: (provider) =>
                provider.assigned_application_name ? (
                  `Assigned to application ${provider.assigned_application_name}`
                ) : (
                  <Badge tone="warn" icon="warning">
                    Not assigned to any application
                  </Badge>
                ),
            },
            {
              id: "type",
              label: "Type",
              hideWhenNarrow: true,
              cell: (provider) => provider.verbose_name ?? "OAuth2/OpenID Provider",
            },
          ]}
          empty={{
            icon: "provider",
            title: "No providers",
            text: "A provider comes with each application that is created in Applications.",
          }}
        />
      </Card>
      {creating && (
        <ProviderForm
          onClose={() => setCreating("")}
          onCreated={(provider) => navigate(`#/core/providers/${provider.pk}`)}
        />
      )}
    </Page>
  );
}
