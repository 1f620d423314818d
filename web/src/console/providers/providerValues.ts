/** The values of an OAuth2/OpenID provider's form: defaults, checks, and the body that the API takes. */
import type { CertificateKeyPair, Flow, OAuth2Provider, RedirectUri, ScopeMapping } from "../api/types.ts";
import { durationError, randomText, redirectUriError } from "../form/values.ts";

export interface ProviderValues {
  name: string;
  authentication_flow: string;
  authorization_flow: string;
  invalidation_flow: string;
  client_type: "confidential" | "public";
  client_id: string;
  client_secret: string;
  redirect_uris: Required<RedirectUri>[];
  signing_key: string;
  logout_uri: string;
  logout_method: "backchannel" | "frontchannel";
  access_code_validity: string;
  access_token_validity: string;
  refresh_token_validity: string;
  refresh_token_threshold: string;
  property_mappings: string[];
  sub_mode: string;
  pkce: string;
  include_claims_in_id_token: boolean;
  issuer_mode: string;
  grant_types: string[];
  encryption_key: string;
  pkce_plain: boolean;
  token_endpoint_auth_method: string;
  jwks_uri: string;
  /** A JSON Web Key Set as text. */
  jwks: string;
  dpop_bound_access_tokens: boolean;
  require_pushed_authorization_requests: boolean;
  request_object_signing_alg: string;
  userinfo_signed_response_alg: string;
  /** One per line. */
  allowed_resources: string;
  device_code_validity: string;
  jwt_federation_providers: string[];
  jwt_federation_sources: string[];
  sector_identifier: string;
}

/** What the form offers to choose from. */
export interface ProviderChoices {
  flows: Flow[];
  keys: CertificateKeyPair[];
  scopes: ScopeMapping[];
}

export type ProviderErrors = Record<string, string | undefined>;

/** What not every provider needs: sent only where it is not as it was, so that a server without it takes the rest. */
const EXTRAS = {
  grant_types: ["authorization_code", "refresh_token", "client_credentials"] as string[],
  encryption_key: "",
  pkce_plain: false,
  token_endpoint_auth_method: "",
  jwks_uri: "",
  jwks: "",
  dpop_bound_access_tokens: false,
  require_pushed_authorization_requests: false,
  request_object_signing_alg: "",
  userinfo_signed_response_alg: "",
  allowed_resources: "",
  device_code_validity: "minutes=10",
  jwt_federation_providers: [] as string[],
  jwt_federation_sources: [] as string[],
  sector_identifier: "",
};

const DEFAULT_SCOPES = ["openid", "email", "profile"];

/** A new provider as the form shows it first. */
export function newProvider(choices: ProviderChoices): ProviderValues {
  return {
    name: "",
    authentication_flow: "",
    authorization_flow: preferred(
      choices.flows,
      "authorization",
      "default-provider-authorization-implicit-consent",
    ),
    invalidation_flow: preferred(choices.flows, "invalidation", "default-provider-invalidation-flow"),
    client_type: "confidential",
    client_id: randomText(40),
    client_secret: randomText(128),
    redirect_uris: [{ matching_mode: "strict", url: "", redirect_uri_type: "authorization" }],
    signing_key: preferredKey(choices.keys),
    logout_uri: "",
    logout_method: "backchannel",
    access_code_validity: "minutes=1",
    access_token_validity: "minutes=5",
    refresh_token_validity: "days=30",
    refresh_token_threshold: "seconds=0",
    property_mappings: choices.scopes
      .filter((scope) => DEFAULT_SCOPES.includes(scope.scope_name) && scope.managed)
      .map((scope) => scope.pk),
    sub_mode: "hashed_user_id",
    pkce: "optional",
    include_claims_in_id_token: true,
    issuer_mode: "per_provider",
    ...EXTRAS,
  };
}

/** An existing provider as the form shows it. A secret that the server keeps to itself stays empty: unchanged. */
export function fromProvider(provider: OAuth2Provider): ProviderValues {
  return {
    name: provider.name,
    authentication_flow: provider.authentication_flow ?? "",
    authorization_flow: provider.authorization_flow,
    invalidation_flow: provider.invalidation_flow,
    client_type: provider.client_type,
    client_id: provider.client_id,
    client_secret: provider.client_secret ?? "",
    redirect_uris: provider.redirect_uris.map((uri) => ({ redirect_uri_type: "authorization", ...uri })),
    signing_key: provider.signing_key ?? "",
    logout_uri: provider.logout_uri ?? "",
    logout_method: provider.logout_method || "backchannel",
    access_code_validity: provider.access_code_validity,
    access_token_validity: provider.access_token_validity,
    refresh_token_validity: provider.refresh_token_validity,
    refresh_token_threshold: provider.refresh_token_threshold ?? "seconds=0",
    property_mappings: provider.property_mappings ?? [],
    sub_mode: provider.sub_mode,
    pkce: provider.pkce ?? "optional",
    include_claims_in_id_token: provider.include_claims_in_id_token,
    issuer_mode: provider.issuer_mode,
    ...extrasOf(provider),
  };
}

function extrasOf(provider: OAuth2Provider): typeof EXTRAS {
  const given = provider as unknown as Record<string, unknown>;
  const extras: Record<string, unknown> = { ...EXTRAS };
  for (const name of Object.keys(EXTRAS)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    if (name === "jwks") extras[name] = JSON.stringify(value, null, 2);
    else if (name === "allowed_resources") extras[name] = Array.isArray(value) ? value.join("\n") : "";
    else extras[name] = Array.isArray(value) ? value.map(String) : value;
  }
  return extras as typeof EXTRAS;
}

/** What is wrong, by field; a redirect URI's row is "redirect_uris.<row>". Empty rows do not count. */
export function checkProvider(values: ProviderValues): ProviderErrors {
  const errors: ProviderErrors = {
    name: values.name.trim() ? undefined : "Enter a name.",
    authorization_flow: values.authorization_flow ? undefined : "Choose an authorization flow.",
    invalidation_flow: values.invalidation_flow ? undefined : "Choose an invalidation flow.",
    client_id: values.client_id.trim() ? undefined : "Enter a Client ID.",
    access_code_validity: durationError(values.access_code_validity),
    access_token_validity: durationError(values.access_token_validity),
    refresh_token_validity: durationError(values.refresh_token_validity),
    refresh_token_threshold: durationError(values.refresh_token_threshold),
    device_code_validity: durationError(values.device_code_validity),
    jwks: keySetError(values.jwks),
  };
  for (const [row, uri] of values.redirect_uris.entries()) {
    if (uri.url.trim()) errors[`redirect_uris.${row}`] = redirectUriError(uri.matching_mode, uri.url.trim());
  }
  return Object.fromEntries(Object.entries(errors).filter(([, text]) => text));
}

/** The body that creates the provider, or that changes what `before` was. */
export function toProviderBody(
  values: ProviderValues,
  before: Partial<ProviderValues> = EXTRAS,
): Record<string, unknown> {
  const { client_secret, ...rest } = values;
  const body: Record<string, unknown> = {
    ...rest,
    name: values.name.trim(),
    client_id: values.client_id.trim(),
    ...(client_secret ? { client_secret } : {}),
    authentication_flow: values.authentication_flow || null,
    signing_key: values.signing_key || null,
    encryption_key: values.encryption_key || null,
    jwks: values.jwks.trim() ? JSON.parse(values.jwks) : null,
    allowed_resources: values.allowed_resources.split(/\s+/).filter(Boolean),
    jwt_federation_providers: values.jwt_federation_providers.map(Number),
    redirect_uris: values.redirect_uris
      .filter((uri) => uri.url.trim())
      .map((uri) => ({ ...uri, url: uri.url.trim() })),
  };
  for (const name of Object.keys(EXTRAS) as (keyof typeof EXTRAS)[]) {
    if (JSON.stringify(values[name]) === JSON.stringify(before[name])) delete body[name];
  }
  return body;
}

function keySetError(text: string): string | undefined {
  if (!text.trim()) return undefined;
  try {
    const value = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(value.keys) ? undefined : 'A key set is {"keys": […]}.';
  } catch {
    return "This is no JSON.";
  }
}

function preferred(flows: readonly Flow[], designation: string, slug: string): string {
  const fitting = flows.filter((flow) => flow.designation === designation);
  return (fitting.find((flow) => flow.slug === slug) ?? fitting[0])?.pk ?? "";
}

/** RS256 is what clients assume, so an RSA key goes first. */
function preferredKey(keys: readonly CertificateKeyPair[]): string {
  return (keys.find((key) => key.key_type === "rsa") ?? keys[0])?.pk ?? "";
}

export const CLIENT_TYPES = [
  {
    value: "confidential",
    label: "Confidential",
    description: "The application can keep a secret: it runs on a server.",
  },
  {
    value: "public",
    label: "Public",
    description: "It cannot: it runs in a browser or on a phone, and uses PKCE in place of a secret.",
  },
] as const;

export const SUBJECT_MODES = [
  { id: "hashed_user_id", label: "Based on the User's hashed ID" },
  { id: "user_id", label: "Based on the User's ID" },
  { id: "user_uuid", label: "Based on the User's UUID" },
  { id: "user_username", label: "Based on the User's username" },
  { id: "user_email", label: "Based on the User's email" },
  { id: "user_upn", label: "Based on the User's UPN" },
] as const;

export const ISSUER_MODES = [
  { value: "per_provider", label: "Each provider has a different issuer, based on the application slug" },
  { value: "global", label: "Same identifier is used for all providers" },
] as const;

export const PKCE_MODES = [
  { value: "off", label: "Off", description: "What the client sends for PKCE is ignored." },
  { value: "optional", label: "Optional", description: "Checked when the client sends it." },
  { value: "required", label: "Required", description: "A client that does not send it is refused." },
] as const;

export const GRANT_TYPES = [
  { value: "authorization_code", label: "Authorization code", description: "Users sign in. The usual one." },
  { value: "refresh_token", label: "Refresh token", description: "With the scope offline_access." },
  {
    value: "client_credentials",
    label: "Client credentials",
    description: "The application for itself, or a service account.",
  },
  {
    value: "urn:ietf:params:oauth:grant-type:device_code",
    label: "Device code",
    description: "Televisions and command lines.",
  },
  { value: "urn:ietf:params:oauth:grant-type:token-exchange", label: "Token exchange" },
  { value: "urn:ietf:params:oauth:grant-type:jwt-bearer", label: "JWT assertion" },
  { value: "password", label: "Password", description: "With app passwords; for old clients." },
  { value: "implicit", label: "Implicit", description: "Tokens in the address; for old clients only." },
  { value: "hybrid", label: "Hybrid", description: "For old clients only." },
] as const;

export const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;
