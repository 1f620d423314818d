/** What may be registered: with a token, and at an application. */
import { flows, OAUTH2_PROVIDERS, SCOPES } from "../form/sources.ts";
import type { FieldSpec, FormSpec } from "../form/spec.ts";
import { GRANT_TYPES } from "../providers/providerValues.ts";

const GRANTS: FieldSpec = {
  kind: "checks",
  name: "allowed_grant_types",
  label: "Allowed grant types",
  options: GRANT_TYPES,
  help: "What clients may ask for. With none, authorization code and refresh token.",
};

export const TOKEN_FORM: FormSpec = {
  noun: "Initial Access Token",
  path: "oauth2/initial_access_tokens/",
  defaults: { name: "", expires: null, uses_left: 1, allowed_grant_types: [], application_group: "" },
  items: [
    {
      kind: "text",
      name: "name",
      label: "Name",
      isRequired: true,
      help: "Stands in the log with what it registers.",
    },
    {
      row: [
        {
          kind: "number",
          name: "uses_left",
          label: "Uses",
          min: 0,
          nullable: true,
          help: "Empty: any number.",
        },
        { kind: "instant", name: "expires", label: "Expires", help: "Empty: never." },
      ],
    },
    { kind: "text", name: "application_group", label: "Group of new applications" },
    GRANTS,
  ],
};

export const AT_APPLICATION_FORM: FormSpec = {
  noun: "Registration",
  path: "providers/oauth2-dcr/",
  key: "pbm_uuid",
  defaults: {
    provider: null,
    default_application_group: "",
    override_authorization_flow: null,
    override_invalidation_flow: null,
    override_property_mappings: [],
    access_token_validity: "",
    refresh_token_validity: "",
    allowed_grant_types: [],
    policy_engine_mode: "any",
  },
  items: [
    {
      kind: "one",
      name: "provider",
      label: "Provider",
      source: OAUTH2_PROVIDERS,
      isRequired: true,
      help: "Users who may use its application may register clients there; those take over its settings and bindings.",
    },
    { kind: "text", name: "default_application_group", label: "Group of new applications" },
    GRANTS,
    {
      group: "Overrides",
      description: "In place of what the provider has",
      items: [
        {
          kind: "one",
          name: "override_authorization_flow",
          label: "Authorization flow",
          source: flows("authorization"),
        },
        {
          kind: "one",
          name: "override_invalidation_flow",
          label: "Invalidation flow",
          source: flows("invalidation"),
        },
        { kind: "many", name: "override_property_mappings", label: "Scopes", source: SCOPES },
        {
          row: [
            { kind: "duration", name: "access_token_validity", label: "Access token validity" },
            { kind: "duration", name: "refresh_token_validity", label: "Refresh token validity" },
          ],
        },
      ],
    },
  ],
};
