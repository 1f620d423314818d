/** Where related records are chosen from: path, key, and what they are called. One declaration for every form. */
import type { Query } from "../api/client.ts";

export interface Source<T = never> {
  /** Below /api/v3/. */
  path: string;
  query?: Query;
  id: (record: T) => string;
  label: (record: T) => string;
  note?: (record: T) => string | undefined;
  /** How the list is asked for one by its key, where addresses of single records hold something else. */
  one?: (id: string) => Query;
  /** Keys are numbers in the API. */
  numeric?: boolean;
  /** What is said when there is nothing to choose from. */
  empty?: string;
}

interface Named {
  pk: string;
  name: string;
}

const named = (path: string, query: Query = {}, empty?: string): Source<Named> => ({
  path,
  query: { ordering: "name", ...query },
  id: (record) => record.pk,
  label: (record) => record.name,
  ...(empty ? { empty } : {}),
});

const kind = (path: string): Source<Named & { verbose_name?: string }> => ({
  ...named(path),
  note: (record) => record.verbose_name,
});

export const USERS: Source<{ pk: number; username: string; name: string }> = {
  path: "core/users/",
  query: { ordering: "username" },
  id: (user) => String(user.pk),
  label: (user) => user.username,
  note: (user) => user.name,
  numeric: true,
};

export const GROUPS = named("core/groups/", { include_users: false });
export const ROLES = named("rbac/roles/", {}, "There are no roles yet.");
export const POLICIES = kind("policies/all/");
export const STAGES = kind("stages/all/");
export const KEYS: Source<Named & { key_type?: string | null }> = {
  ...named("crypto/certificatekeypairs/", { has_key: true }),
  note: (pair) => pair.key_type?.toUpperCase(),
};

export const flows = (designation?: string): Source<{ pk: string; slug: string; name: string }> => ({
  path: "flows/instances/",
  query: { ordering: "slug", designation },
  id: (flow) => flow.pk,
  label: (flow) => flow.slug,
  note: (flow) => flow.name,
  one: (id) => ({ flow_uuid: id }),
});

export const SCOPES: Source<{ pk: string; name: string; scope_name: string }> = {
  path: "propertymappings/provider/scope/",
  query: { ordering: "scope_name" },
  id: (mapping) => mapping.pk,
  label: (mapping) => mapping.scope_name,
  note: (mapping) => mapping.name,
};

export const APPLICATIONS: Source<{ pk: string; slug: string; name: string }> = {
  path: "core/applications/",
  query: { ordering: "name", superuser_full_list: true },
  id: (application) => application.pk,
  label: (application) => application.name,
  note: (application) => application.slug,
  one: (id) => ({ superuser_full_list: true, pk: id }),
};

export const PROVIDERS: Source<{ pk: number; name: string; verbose_name?: string }> = {
  path: "providers/all/",
  query: { ordering: "name" },
  id: (provider) => String(provider.pk),
  label: (provider) => provider.name,
  note: (provider) => provider.verbose_name,
  numeric: true,
};

export const OAUTH2_PROVIDERS: Source<{ pk: number; name: string }> = {
  path: "providers/oauth2/",
  query: { ordering: "name" },
  id: (provider) => String(provider.pk),
  label: (provider) => provider.name,
  numeric: true,
  empty: "There is no other provider.",
};

export const PROMPTS: Source<{ pk: string; name: string; field_key: string; type: string }> = {
  path: "stages/prompt/prompts/",
  query: { ordering: "order" },
  id: (prompt) => prompt.pk,
  label: (prompt) => prompt.name,
  note: (prompt) => `${prompt.field_key} (${prompt.type})`,
  empty: "There are no prompts yet.",
};

export const stagesOf = (path: string): Source<Named> =>
  named(`stages/${path}/`, {}, "There is no such stage yet.");
export const SOURCES = kind("sources/all/");
export const SOURCE_MAPPINGS = named("propertymappings/source/oauth/", {}, "There are no such mappings yet.");
export const TRANSPORTS = named("events/transports/");
export const NOTIFICATION_MAPPINGS = named(
  "propertymappings/notification/",
  {},
  "There are no such mappings yet.",
);
