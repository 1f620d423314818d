/** The fields of an OAuth2/OpenID provider, in the order and under the headings of the wizard's third step. */

import { flows, KEYS, OAUTH2_PROVIDERS, SCOPES, SOURCES } from "../form/sources.ts";
import type { FieldSpec, Item } from "../form/spec.ts";
import { ClientIdField } from "./ClientIdField.tsx";
import {
  ALGORITHMS,
  CLIENT_TYPES,
  GRANT_TYPES,
  ISSUER_MODES,
  PKCE_MODES,
  type ProviderErrors,
  type ProviderValues,
  SUBJECT_MODES,
} from "./providerValues.ts";
import { RedirectUris } from "./RedirectUris.tsx";

const isConfidential = (values: Record<string, unknown>) => values.client_type === "confidential";

const algorithm = (name: string, label: string, none: string, help: string): FieldSpec => ({
  kind: "select",
  name,
  label,
  options: [{ id: "", label: none }, ...ALGORITHMS.map((id) => ({ id, label: id }))],
  help,
});

export const PROVIDER_ITEMS: readonly Item[] = [
  { kind: "text", name: "name", label: "Provider Name", isRequired: true },
  {
    kind: "one",
    name: "authorization_flow",
    label: "Authorization flow",
    source: flows("authorization"),
    isRequired: true,
    help: "What happens when a user signs in to the application: whether they are asked for consent.",
  },
  {
    group: "Protocol settings",
    isOpen: true,
    items: [
      { kind: "radio", name: "client_type", label: "Client type", options: CLIENT_TYPES },
      {
        kind: "custom",
        name: "client_id",
        label: "Client ID",
        isRequired: true,
        render: (context) => <ClientIdField context={context} />,
      },
      { kind: "secret", name: "client_secret", label: "Client Secret", length: 128, when: isConfidential },
      {
        kind: "custom",
        name: "redirect_uris",
        label: "Redirect URIs/Origins",
        render: ({ values, errors, set }) => (
          <RedirectUris
            value={values.redirect_uris as ProviderValues["redirect_uris"]}
            errors={errors as ProviderErrors}
            onChange={(value) => set("redirect_uris", value)}
          />
        ),
      },
      {
        kind: "one",
        name: "signing_key",
        label: "Signing Key",
        source: KEYS,
        placeholder: "None (HS256 with the client secret)",
        help: "Signs the tokens. Any available key will do.",
      },
      { kind: "radio", name: "pkce", label: "PKCE", options: PKCE_MODES },
      {
        kind: "switch",
        name: "pkce_plain",
        label: "Allow PKCE without hashing",
        help: "The method “plain”, for clients that know no other.",
        when: (values) => values.pkce !== "off" && values.pkce_plain !== undefined,
      },
    ],
  },
  {
    group: "Advanced flow settings",
    description: "Sign-in and sign-out of this application's users",
    items: [
      {
        kind: "one",
        name: "authentication_flow",
        label: "Authentication flow",
        source: flows("authentication"),
        placeholder: "The default one",
        help: "Used when a user who is not signed in comes from this application.",
      },
      {
        kind: "one",
        name: "invalidation_flow",
        label: "Invalidation flow",
        source: flows("invalidation"),
        isRequired: true,
        help: "Used when a user signs out of this application.",
      },
    ],
  },
  {
    group: "Advanced protocol settings",
    description: "Validities, scopes, subject, grants, logout",
    items: [
      {
        row: [
          {
            kind: "duration",
            name: "access_code_validity",
            label: "Access code validity",
            help: "How long a sign-in may take to be completed.",
          },
          { kind: "duration", name: "access_token_validity", label: "Access token validity" },
        ],
      },
      {
        row: [
          { kind: "duration", name: "refresh_token_validity", label: "Refresh token validity" },
          {
            kind: "duration",
            name: "refresh_token_threshold",
            label: "Refresh token threshold",
            help: "seconds=0: renewed at each use.",
          },
        ],
      },
      {
        kind: "many",
        name: "property_mappings",
        label: "Scopes",
        source: SCOPES,
        help: "What the application may ask for. openid is always there.",
      },
      {
        kind: "select",
        name: "sub_mode",
        label: "Subject mode",
        options: SUBJECT_MODES,
        help: "What the application gets as the user's identifier. It should not change later.",
      },
      {
        kind: "text",
        name: "sector_identifier",
        label: "Sector of pairwise subjects",
        help: "A host name: users then have an identifier that applications of other sectors cannot tell.",
      },
      {
        kind: "switch",
        name: "include_claims_in_id_token",
        label: "Include claims in id_token",
        help: "For applications that do not ask the Userinfo endpoint, such as Node-RED.",
      },
      { kind: "radio", name: "issuer_mode", label: "Issuer mode", options: ISSUER_MODES },
      {
        kind: "checks",
        name: "grant_types",
        label: "Grant types",
        options: GRANT_TYPES,
        help: "How the application may get tokens. Leave out what it does not use.",
      },
      {
        kind: "one",
        name: "encryption_key",
        label: "Encryption Key",
        source: KEYS,
        placeholder: "None: tokens are signed only",
        help: "Encrypts ID tokens, so that only the application can read them.",
      },
      {
        kind: "url",
        name: "logout_uri",
        label: "Logout URI",
        help: "Told when the user signs out here; may be left empty.",
      },
      {
        kind: "radio",
        name: "logout_method",
        label: "Logout Method",
        options: [
          { value: "backchannel", label: "Back-channel", description: "From server to server." },
          { value: "frontchannel", label: "Front-channel", description: "By the user's browser." },
        ],
        when: (values) => Boolean(values.logout_uri),
      },
    ],
  },
  {
    group: "Client authentication and hardening",
    description: "Keys in place of a secret, DPoP, pushed and signed requests",
    items: [
      {
        kind: "select",
        name: "token_endpoint_auth_method",
        label: "Client authentication",
        options: [
          { id: "", label: "Secret, in the body or by Basic" },
          { id: "client_secret_basic", label: "Secret by Basic only" },
          { id: "client_secret_post", label: "Secret in the body only" },
          { id: "client_secret_jwt", label: "Assertion signed with the secret" },
          { id: "private_key_jwt", label: "Assertion signed with the client's key (private_key_jwt)" },
        ],
        when: isConfidential,
      },
      {
        kind: "url",
        name: "jwks_uri",
        label: "Client's JWKS URL",
        help: "Where the client publishes its keys.",
      },
      {
        kind: "code",
        name: "jwks",
        label: "Client's keys (JWKS)",
        language: "json",
        size: "sm",
        help: "In place of an address: its public keys.",
      },
      {
        kind: "switch",
        name: "dpop_bound_access_tokens",
        label: "Require DPoP",
        help: "Tokens work only together with the client's key: a stolen one is of no use.",
      },
      {
        kind: "switch",
        name: "require_pushed_authorization_requests",
        label: "Require pushed authorization requests (PAR)",
      },
      algorithm(
        "request_object_signing_alg",
        "Signed requests",
        "Any algorithm",
        "The algorithm that request objects must have.",
      ),
      algorithm(
        "userinfo_signed_response_alg",
        "Userinfo response",
        "Plain JSON",
        "With an algorithm, the Userinfo endpoint answers with a signed token.",
      ),
      {
        kind: "textarea",
        name: "allowed_resources",
        label: "Resources",
        mono: true,
        help: "Addresses of APIs that tokens may be asked for (RFC 8707), one per line.",
      },
      { kind: "duration", name: "device_code_validity", label: "Device code validity" },
    ],
  },
  {
    group: "Machine-to-Machine authentication",
    description: "Trust tokens of other providers",
    items: [
      {
        kind: "many",
        name: "jwt_federation_providers",
        label: "Federated providers",
        source: OAUTH2_PROVIDERS,
        help: "Tokens that these issue are taken in place of a client secret.",
      },
      {
        kind: "many",
        name: "jwt_federation_sources",
        label: "Federated sources",
        source: SOURCES,
        help: "Tokens signed with the keys of these sources are taken, too.",
      },
    ],
  },
];
