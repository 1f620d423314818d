/** The records of `/api/v3/` that the pages read and write, with authentik's field names. */

export interface Page<T> {
  pagination: {
    next: number;
    previous: number;
    count: number;
    current: number;
    total_pages: number;
    start_index: number;
    end_index: number;
  };
  results: T[];
}

export interface Group {
  pk: string;
  name: string;
  is_superuser: boolean;
  parents?: string[];
  parents_obj?: { pk: string; name: string }[] | null;
  users?: number[];
  users_obj?: PartialUser[] | null;
  attributes?: Record<string, unknown>;
}

export interface PartialUser {
  pk: number;
  username: string;
  name: string;
  email?: string;
  is_active?: boolean;
  last_login?: string | null;
}

export interface User extends PartialUser {
  is_active: boolean;
  email: string;
  is_superuser: boolean;
  groups: string[];
  groups_obj?: Group[] | null;
  attributes?: Record<string, unknown>;
  avatar?: string;
  date_joined?: string;
  password_change_date?: string | null;
  path?: string;
  type?: UserType;
  uid?: string;
  uuid?: string;
}

export type UserType = "internal" | "external" | "service_account" | "internal_service_account";

/** The answer of `core/users/me/`. */
export interface Me {
  user: Omit<User, "groups"> & { groups: { name: string; pk: string }[]; system_permissions?: string[] };
  original?: Me["user"] | null;
}

export type EngineMode = "any" | "all";

export interface Application {
  pk: string;
  name: string;
  slug: string;
  provider: number | null;
  provider_obj?: Provider | null;
  launch_url?: string | null;
  open_in_new_tab?: boolean;
  meta_launch_url?: string;
  meta_icon?: string | null;
  meta_icon_url?: string | null;
  meta_description?: string;
  meta_publisher?: string;
  meta_hide?: boolean;
  policy_engine_mode?: EngineMode;
  group?: string;
}

/** What every provider has (`providers/all/`). */
export interface Provider {
  pk: number;
  name: string;
  component?: string;
  verbose_name?: string;
  meta_model_name?: string;
  assigned_application_slug?: string | null;
  assigned_application_name?: string | null;
  authorization_flow?: string | null;
}

export interface RedirectUri {
  matching_mode: "strict" | "regex";
  url: string;
  redirect_uri_type?: "authorization" | "logout";
}

export interface OAuth2Provider extends Provider {
  authentication_flow?: string | null;
  authorization_flow: string;
  invalidation_flow: string;
  property_mappings?: string[];
  client_type: "confidential" | "public";
  client_id: string;
  /** Absent when the server keeps it write-only. */
  client_secret?: string;
  grant_types?: string[];
  redirect_uris: RedirectUri[];
  access_code_validity: string;
  access_token_validity: string;
  refresh_token_validity: string;
  refresh_token_threshold?: string;
  include_claims_in_id_token: boolean;
  signing_key?: string | null;
  sub_mode: string;
  issuer_mode: string;
  logout_uri?: string;
  logout_method?: "backchannel" | "frontchannel";
  /** Ours: off, optional or required. */
  pkce?: string;
}

/** `providers/oauth2/{id}/setup_urls/`. */
export interface SetupUrls {
  issuer: string;
  authorize: string;
  token: string;
  user_info: string;
  provider_info: string;
  logout: string;
  jwks: string;
}

export interface Flow {
  pk: string;
  slug: string;
  name: string;
  title?: string;
  designation: string;
}

export interface ScopeMapping {
  pk: string;
  name: string;
  scope_name: string;
  description?: string;
  managed?: string | null;
}

export interface CertificateKeyPair {
  pk: string;
  name: string;
  private_key_available: boolean;
  key_type?: string | null;
  cert_expiry?: string | null;
  cert_subject?: string | null;
  fingerprint_sha1?: string | null;
  fingerprint_sha256?: string | null;
  managed?: string | null;
}

export interface Binding {
  pk: string;
  target: string;
  policy?: string | null;
  group?: string | null;
  user?: number | null;
  policy_obj?: { name: string } | null;
  group_obj?: { name: string } | null;
  user_obj?: { username: string; name: string } | null;
  order: number;
  enabled: boolean;
  negate: boolean;
  timeout: number;
  failure_result: boolean;
}

export interface Token {
  pk?: string;
  identifier: string;
  intent: "api" | "app_password" | "recovery" | "verification";
  user?: number;
  user_obj?: PartialUser | null;
  description?: string;
  expires?: string | null;
  expiring?: boolean;
  managed?: string | null;
}

export interface Event {
  pk: string;
  user?: { pk?: number; username?: string; email?: string; on_behalf_of?: { username?: string } } | null;
  action: string;
  app?: string;
  context?: Record<string, unknown>;
  client_ip?: string | null;
  created: string;
}

export interface Session {
  uuid: string;
  current?: boolean;
  user?: number;
  last_ip?: string;
  last_user_agent?: string;
  user_agent?: { user_agent?: { family?: string }; os?: { family?: string } } | null;
  last_used?: string;
  expires?: string;
}
