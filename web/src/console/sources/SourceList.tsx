/** Sources: other identity providers through which people sign in here. */
import { useState } from "react";
import { Badge, CopyField, Dialog, IconButton } from "../../ui/index.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { PROVIDER_TYPES, SOURCE_FORM } from "./sourceForm.ts";

/** As `sources/oauth/` answers, as far as it is shown here. */
export interface OAuthSource {
  pk: string;
  name: string;
  slug: string;
  enabled: boolean;
  provider_type: string;
  callback_url: string;
}

export function SourceList() {
  const [shown, setShown] = useState<OAuthSource | null>(null);
  const spec: ResourceSpec<OAuthSource> = {
    title: "Federation and Social login",
    noun: "Source",
    description: "Other identity providers through which people sign in here, and connect their accounts.",
    icon: "link",
    path: "sources/oauth/",
    id: (source) => source.slug,
    name: (source) => source.name,
    ordering: "name",
    form: SOURCE_FORM,
    lesson:
      "A source lets people sign in with Google, GitHub or another OpenID provider. Then name it in the identification stage of the sign-in flow, so that its button is shown.",
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        cell: (source) => <NameCell name={source.name} note={source.slug} />,
      },
      {
        id: "provider_type",
        label: "Type",
        cell: (source) =>
          PROVIDER_TYPES.find((type) => type.id === source.provider_type)?.label ?? source.provider_type,
      },
      {
        id: "enabled",
        label: "Status",
        hideWhenNarrow: true,
        cell: (source) => (source.enabled ? <Badge tone="ok">Enabled</Badge> : <Badge>Disabled</Badge>),
      },
    ],
    actions: (source) => (
      <IconButton
        icon="link"
        size="sm"
        label={`Callback URL of ${source.name}`}
        tooltip="Callback URL"
        onPress={() => setShown(source)}
      />
    ),
  };
  return (
    <ResourcePage spec={spec}>
      {shown && (
        <Dialog
          title={shown.name}
          description="Register this address at the provider."
          isOpen
          isDismissable
          onClose={() => setShown(null)}
        >
          <CopyField label="Callback URL" value={shown.callback_url} />
        </Dialog>
      )}
    </ResourcePage>
  );
}
