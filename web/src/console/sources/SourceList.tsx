/** Sources: other identity providers through which people sign in here. */
import { Badge } from "../../ui/index.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { type OAuthSource, providerLabel, SOURCE_FORM } from "./sourceForm.ts";

const SPEC: ResourceSpec<OAuthSource> = {
  title: "Federation and Social login",
  noun: "Source",
  description: "Other identity providers through which people sign in here, and connect their accounts.",
  icon: "link",
  path: "sources/oauth/",
  id: (source) => source.slug,
  name: (source) => source.name,
  href: (source) => `#/core/sources/${source.slug}`,
  created: (source) => `#/core/sources/${source.slug}`,
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
      cell: (source) => providerLabel(source.provider_type),
    },
    {
      id: "enabled",
      label: "Status",
      hideWhenNarrow: true,
      cell: (source) => (source.enabled ? <Badge tone="ok">Enabled</Badge> : <Badge>Disabled</Badge>),
    },
  ],
};

export const SourceList = () => <ResourcePage spec={SPEC} />;
