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
  num_pk?: number;
  name: string;
  is_superuser: boolean;
  roles?: string[];
  roles_obj?: Role[] | null;
  inherited_roles_obj?: Role[] | null;
  children?: string[];
  children_obj?: { pk: string; name: string }[] | null;
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
  roles?: string[];
  roles_obj?: Role[] | null;
  /** Ours: whether the address was proved. */
  email_verified?: boolean;
}

export type UserType = "internal" | "external" | "service_account" | "internal_service_account";

/** The answer of `core/users/me/`. */
export interface Me {
  user: Omit<User, "groups"> & {
    groups: { name: string; pk: string }[];
    system_permissions?: string[];
    /** Ours: which of one's own name, email and username one may change. */
    changeable?: string[];
    /** What the person has chosen: `locale`. */
    settings?: Record<string, unknown>;
  };
  original?: Me["user"] | null;
}

export type EngineMode = "any" | "all";

export interface Application {
  pk: string;
  name: string;
  slug: string;
  /** What bindings are made to; the `pk` unless the server says another. */
  pbm_uuid?: string;
  provider: number | null;
  backchannel_providers?: number[];
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
  encryption_key?: string | null;
  jwt_federation_sources?: string[];
  jwt_federation_providers?: number[];
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
  dcr_registration?: string | null;
}

export interface Flow {
  pk: string;
  slug: string;
  name: string;
  title?: string;
  designation: string;
  policybindingmodel_ptr_id?: string;
  background?: string;
  stages?: string[];
  policies?: string[];
  policy_engine_mode?: EngineMode;
  compatibility_mode?: boolean;
  layout?: string;
  denied_action?: string;
  authentication?: string;
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
  /** Afterwards it counts as not there. */
  expires?: string | null;
  expiring?: boolean;
}

/** What records of several kinds say about their own (`policies/all/`, `stages/all/`). */
export interface Kinded {
  pk: string;
  name: string;
  component?: string;
  verbose_name?: string;
  /** "authentik_policies_expression.expressionpolicy" */
  meta_model_name?: string;
}

export interface Policy extends Kinded {
  bound_to?: number;
  execution_logging?: boolean;
}

export interface Stage extends Kinded {
  flow_set?: { pk: string; name: string; slug: string }[];
}

export interface FlowStageBinding {
  pk: string;
  policybindingmodel_ptr_id?: string;
  target: string;
  stage: string;
  stage_obj?: Stage | null;
  evaluate_on_plan?: boolean;
  re_evaluate_policies?: boolean;
  order: number;
  policy_engine_mode?: EngineMode;
  invalid_response_action?: string;
}

export interface Prompt {
  pk: string;
  name: string;
  field_key: string;
  label: string;
  type: string;
  required?: boolean;
  placeholder?: string;
  initial_value?: string;
  order?: number;
  sub_text?: string;
  placeholder_expression?: boolean;
  initial_value_expression?: boolean;
  promptstage_set?: { pk: string; name: string }[];
  prompt_stages_obj?: { pk: string; name: string }[];
}

export interface Invitation {
  pk: string;
  name: string;
  expires?: string | null;
  fixed_data?: Record<string, unknown>;
  created_by?: PartialUser | null;
  single_use?: boolean;
  flow?: string | null;
  flow_obj?: Flow | null;
}

export interface Role {
  pk: string;
  name: string;
}

export interface PermissionEntry {
  id: number;
  name: string;
  codename: string;
  model: string;
  app_label: string;
  app_label_verbose?: string;
  model_verbose?: string;
}

export interface Brand {
  brand_uuid: string;
  domain: string;
  default?: boolean;
  branding_title?: string;
}

export interface ReputationScore {
  pk: string;
  identifier: string;
  ip: string;
  score: number;
  updated: string;
}

export interface Consent {
  pk: number;
  expires?: string | null;
  expiring?: boolean;
  user?: PartialUser;
  application: { pk: string; name: string; slug: string };
  permissions?: string;
}

/** `oauth2/access_tokens/`, `oauth2/refresh_tokens/`, `oauth2/authorization_codes/`. */
export interface IssuedToken {
  pk: number | string;
  provider?: { pk: number; name: string } | null;
  user?: PartialUser | null;
  is_expired?: boolean;
  expires?: string | null;
  scope?: string[];
  revoked?: boolean;
}

/** `authenticators/admin/all/`. */
export interface Device {
  pk: string | number;
  name: string;
  type?: string;
  verbose_name?: string;
  confirmed?: boolean;
  created?: string | null;
  last_updated?: string | null;
  last_used?: string | null;
  meta_model_name?: string;
  extra_description?: string | null;
}

export interface Entitlement {
  pbm_uuid: string;
  name: string;
  app: string;
  attributes?: Record<string, unknown>;
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
  ledger_action?: string;
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
  /** Ours: lasts until it expires, used or not. */
  remembered?: boolean;
  /** Ours: the only network it is good from. */
  network?: string | null;
}

/** A browser in which no second factor is asked for a while; ours. */
export interface TrustedBrowser {
  pk: string;
  created: string;
  expires: string;
  last_ip: string;
  last_user_agent: string;
  /** The authenticator that was shown in it. */
  device: string;
}
