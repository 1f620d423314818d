/** Brands: how the pages look and which flows they run, by domain. */
import { Badge } from "../../ui/index.ts";
import type { Brand } from "../api/types.ts";
import { APPLICATIONS, flows } from "../form/sources.ts";
import type { FieldSpec, FormSpec } from "../form/spec.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";

const flow = (name: string, label: string, designation: string, help?: string): FieldSpec => ({
  kind: "one",
  name,
  label,
  source: flows(designation),
  ...(help ? { help } : {}),
});

const FORM: FormSpec = {
  noun: "Brand",
  path: "core/brands/",
  key: "brand_uuid",
  size: "lg",
  defaults: {
    domain: "",
    default: false,
    branding_title: "Wirelatch",
    branding_logo: "",
    branding_favicon: "",
    branding_custom_css: "",
    branding_default_flow_background: "",
    default_application: null,
    flow_authentication: null,
    flow_invalidation: null,
    flow_recovery: null,
    flow_unenrollment: null,
    flow_user_settings: null,
    flow_device_code: null,
    attributes: {},
  },
  items: [
    {
      kind: "text",
      name: "domain",
      label: "Domain",
      isRequired: true,
      mono: true,
      help: "It holds for hosts that end so; the longest one that fits wins.",
    },
    { kind: "switch", name: "default", label: "Default", help: "Used where no domain fits." },
    {
      group: "Branding",
      isOpen: true,
      items: [
        { kind: "text", name: "branding_title", label: "Title" },
        {
          row: [
            { kind: "text", name: "branding_logo", label: "Logo", mono: true },
            { kind: "text", name: "branding_favicon", label: "Favicon", mono: true },
          ],
        },
        { kind: "text", name: "branding_default_flow_background", label: "Background of flows", mono: true },
        { kind: "code", name: "branding_custom_css", label: "Custom CSS", language: "css", size: "sm" },
      ],
    },
    {
      group: "Default flows",
      isOpen: true,
      items: [
        flow("flow_authentication", "Authentication flow", "authentication"),
        flow("flow_invalidation", "Invalidation flow", "invalidation"),
        flow(
          "flow_recovery",
          "Recovery flow",
          "recovery",
          "With one, people who forgot their password are offered it.",
        ),
        flow(
          "flow_unenrollment",
          "Unenrollment flow",
          "unenrollment",
          "With one, people can delete their own account.",
        ),
        flow("flow_user_settings", "User settings flow", "stage_configuration"),
        flow(
          "flow_device_code",
          "Device code flow",
          "stage_configuration",
          "Gone through at /device before the code is typed.",
        ),
      ],
    },
    {
      group: "External users",
      items: [
        {
          kind: "one",
          name: "default_application",
          label: "Default application",
          source: APPLICATIONS,
          help: "Where external users are sent in place of My applications.",
        },
      ],
    },
    {
      group: "Other global settings",
      items: [{ kind: "attributes", name: "attributes", label: "Attributes" }],
    },
  ],
};

const SPEC: ResourceSpec<Brand> = {
  title: "Brands",
  noun: "Brand",
  description: "How the pages look and which flows they run, by domain.",
  icon: "palette",
  path: "core/brands/",
  id: (brand) => brand.brand_uuid,
  name: (brand) => brand.domain,
  ordering: "domain",
  form: FORM,
  lesson: "A brand says how the sign-in pages look for a domain.",
  columns: [
    {
      id: "domain",
      label: "Domain",
      sortable: true,
      cell: (brand) => <NameCell name={brand.domain} />,
    },
    {
      id: "branding_title",
      label: "Brand name",
      sortable: true,
      cell: (brand) => brand.branding_title ?? "–",
    },
    {
      id: "default",
      label: "Default?",
      sortable: true,
      cell: (brand) => (brand.default ? <Badge tone="ok">Yes</Badge> : "No"),
    },
  ],
};

export const BrandList = () => <ResourcePage spec={SPEC} />;
