/** The form of an OAuth or OpenID Connect source (`sources/oauth/`). */
import { flows, SOURCE_MAPPINGS } from "../form/sources.ts";
import type { FieldSpec, FormSpec, Values } from "../form/spec.ts";

/** As `sources/oauth/` answers, as far as it is shown here. */
export interface OAuthSource {
  pk: string;
  name: string;
  slug: string;
  enabled: boolean;
  provider_type: string;
  callback_url: string;
  consumer_key: string;
  user_matching_mode: string;
  policy_engine_mode: string;
  user_property_mappings: string[];
  group_property_mappings: string[];
}

/** Default flows have the same ids in every installation. */
const SOURCE_AUTHENTICATION = "47b7538c-7eb9-58b3-90f9-00cf75dea103";
const SOURCE_ENROLLMENT = "332164b8-86cb-5c15-9900-3bf0a15a7830";

export const PROVIDER_TYPES = [
  { id: "openidconnect", label: "OpenID Connect" },
  { id: "github", label: "GitHub" },
  { id: "gitlab", label: "GitLab" },
  { id: "google", label: "Google" },
  { id: "entraid", label: "Microsoft Entra ID" },
  { id: "discord", label: "Discord" },
  { id: "oauth2", label: "Other OAuth 2 provider" },
];

export const providerLabel = (type: string): string =>
  PROVIDER_TYPES.find((known) => known.id === type)?.label ?? type;

const speaksOpenId = (values: Values) =>
  !["github", "discord", "oauth2"].includes(String(values.provider_type));
const hasOwnAddress = (values: Values) => !["google", "discord"].includes(String(values.provider_type));
const ownOpenId = (values: Values) => speaksOpenId(values) && hasOwnAddress(values);

const url = (name: string, label: string, help?: string, when = hasOwnAddress): FieldSpec => ({
  kind: "url",
  name,
  label,
  when,
  ...(help ? { help } : {}),
});

export const SOURCE_FORM: FormSpec = {
  noun: "Source",
  path: "sources/oauth/",
  key: "slug",
  size: "lg",
  defaults: {
    name: "",
    slug: "",
    enabled: true,
    promoted: false,
    icon: "",
    provider_type: "openidconnect",
    consumer_key: "",
    consumer_secret: "",
    oidc_well_known_url: "",
    oidc_issuer: "",
    oidc_jwks_url: "",
    authorization_url: "",
    access_token_url: "",
    profile_url: "",
    pkce: "S256",
    authorization_code_auth_method: "basic_auth",
    additional_scopes: "",
    user_matching_mode: "identifier",
    group_matching_mode: "identifier",
    user_property_mappings: [],
    group_property_mappings: [],
    user_path_template: "goauthentik.io/sources/%(slug)s",
    authentication_flow: SOURCE_AUTHENTICATION,
    enrollment_flow: SOURCE_ENROLLMENT,
    policy_engine_mode: "any",
  },
  items: [
    {
      row: [
        {
          kind: "text",
          name: "name",
          label: "Name",
          isRequired: true,
          help: "What people read on the button.",
        },
        {
          kind: "slug",
          name: "slug",
          from: "name",
          label: "Slug",
          isRequired: true,
          help: "Part of the callback URL.",
        },
      ],
    },
    { kind: "select", name: "provider_type", label: "Provider type", options: PROVIDER_TYPES },
    {
      row: [
        {
          kind: "text",
          name: "consumer_key",
          label: "Consumer key",
          isRequired: true,
          mono: true,
          help: "The client id that the provider gave you.",
        },
        {
          kind: "secret",
          name: "consumer_secret",
          label: "Consumer secret",
          help: "The client secret. Left empty, the stored one stays.",
        },
      ],
    },
    url(
      "oidc_well_known_url",
      "OIDC Well-known URL",
      "Ends in /.well-known/openid-configuration. With it, no other address is needed.",
      ownOpenId,
    ),
    {
      kind: "radio",
      name: "user_matching_mode",
      label: "User matching mode",
      options: [
        {
          value: "identifier",
          label: "Link users on unique identifier",
          description: "Safest: people connect existing accounts themselves, in their settings.",
        },
        {
          value: "email_link",
          label: "Link to a user with identical email address",
          description:
            "Only where the provider and Wirelatch have both verified it; otherwise sign-in is denied.",
        },
        {
          value: "email_deny",
          label: "Use the user\u2019s email address, but deny enrollment when it is taken",
        },
        {
          value: "username_link",
          label: "Link to a user with identical username",
          description:
            "Only for a provider whose usernames you decide. Users with rights are never linked so.",
        },
        {
          value: "username_deny",
          label: "Use the user\u2019s username, but deny enrollment when it is taken",
        },
      ],
    },
    {
      group: "Flow settings",
      items: [
        {
          kind: "one",
          name: "authentication_flow",
          label: "Authentication flow",
          source: flows("authentication"),
          help: "Run when somebody signs in who is known.",
        },
        {
          kind: "one",
          name: "enrollment_flow",
          label: "Enrollment flow",
          source: flows("enrollment"),
          help: "Run when somebody comes for the first time. With none, strangers stay outside.",
        },
        { kind: "text", name: "user_path_template", label: "User path", mono: true },
      ],
    },
    {
      group: "Login page",
      items: [
        {
          kind: "switch",
          name: "enabled",
          label: "Enabled",
          help: "It is shown where the identification stage of the sign-in flow names it.",
        },
        { kind: "switch", name: "promoted", label: "Promoted", help: "Shown first on the sign-in page." },
        { kind: "url", name: "icon", label: "Icon", help: "The address of a picture." },
        {
          kind: "select",
          name: "policy_engine_mode",
          label: "Policy engine mode",
          options: [
            { id: "any", label: "Any policy must pass" },
            { id: "all", label: "All policies must pass" },
          ],
        },
      ],
    },
    {
      group: "Addresses and protocol",
      description: "What is left empty is as the provider says, or as is known of its kind.",
      items: [
        url("authorization_url", "Authorization URL"),
        url("access_token_url", "Access token URL"),
        url("profile_url", "Profile URL"),
        url("oidc_issuer", "Issuer", "Needed without a well-known URL.", ownOpenId),
        url("oidc_jwks_url", "OIDC JWKS URL", undefined, ownOpenId),
        {
          kind: "text",
          name: "additional_scopes",
          label: "Scopes",
          mono: true,
          help: "Asked for beside the usual ones; with * in front, instead of them.",
        },
        {
          row: [
            {
              kind: "select",
              name: "pkce",
              label: "PKCE method",
              options: [
                { id: "S256", label: "S256" },
                { id: "none", label: "None" },
              ],
            },
            {
              kind: "select",
              name: "authorization_code_auth_method",
              label: "Client authentication",
              options: [
                { id: "basic_auth", label: "HTTP Basic" },
                { id: "post_body", label: "In the request body" },
              ],
            },
          ],
        },
      ],
    },
    {
      group: "Groups and attributes",
      items: [
        {
          kind: "select",
          name: "group_matching_mode",
          label: "Group matching mode",
          options: [
            { id: "identifier", label: "Only groups that came from this source" },
            { id: "name_link", label: "Also existing groups of the same name that give no rights" },
            { id: "name_deny", label: "Leave out groups whose name is taken" },
          ],
        },
        {
          kind: "many",
          name: "user_property_mappings",
          label: "User property mappings",
          source: SOURCE_MAPPINGS,
        },
        {
          kind: "many",
          name: "group_property_mappings",
          label: "Group property mappings",
          source: SOURCE_MAPPINGS,
        },
      ],
    },
  ],
};
