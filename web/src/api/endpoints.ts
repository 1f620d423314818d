/** The flows half's HTTP API as typed functions: Node-RED's Admin API paths, and ours under `/api/v1`. */

import type { NodeRecord, NodeType } from "../document";
import type { Evaluation } from "../schema";
import { request } from "./client";

export interface User {
  username: string;
  name?: string;
  email?: string;
  image?: string;
  /** `"*"`, `"read"`, or a list of such scopes. */
  permissions?: string | string[];
}

export interface Session {
  user: User | null;
  version: string;
  logout_url?: string;
  /** "My applications" of the identity half; absent where another provider signs people in. */
  applications_url?: string;
}

export interface RuntimeSettings {
  httpNodeRoot: string;
  version: string;
  context: { default: string; stores: string[] };
  paletteCategories?: string[];
  debugMaxLength?: number;
  [name: string]: unknown;
}

/** What the editor keeps on the server for each user. */
export interface UserSettings {
  editor?: { theme?: "light" | "dark" | "system"; [name: string]: unknown };
  [name: string]: unknown;
}

export interface FlowsAnswer {
  flows: NodeRecord[];
  rev: string;
}

export type DeployKind = "full" | "flows" | "nodes" | "reload";

/** A context value as the debug view shows it: `msg` is text whose meaning `format` tells. */
export interface EncodedValue {
  msg: string;
  format: string;
}

/** Store name to key to value. */
export type ContextValues = Record<string, Record<string, EncodedValue>>;

const V2 = { "Node-RED-API-Version": "v2" };
const part = encodeURIComponent;

export const getSession = () => request<Session>("GET", "/api/v1/session");
export const signOut = () => request<{ redirect?: string }>("POST", "/api/v1/session/logout", { body: {} });
export const getNodeTypes = () => request<NodeType[]>("GET", "/api/v1/node-types");
export const getSettings = () => request<RuntimeSettings>("GET", "/settings");
export const getUserSettings = () => request<UserSettings>("GET", "/settings/user");
export const putUserSettings = (settings: UserSettings) =>
  request<void>("POST", "/settings/user", { body: settings });
export const getFlows = () => request<FlowsAnswer>("GET", "/flows", { headers: V2 });

export interface DeployBody {
  flows?: NodeRecord[];
  /** The revision this document started from; left out, the deploy overwrites whatever is there. */
  rev?: string;
  credentials?: Record<string, Record<string, unknown>>;
}

export const postFlows = (kind: DeployKind, body: DeployBody) =>
  request<{ rev: string }>("POST", "/flows", { body, headers: { ...V2, "Node-RED-Deployment-Type": kind } });

export const getCredentials = (type: string, id: string, signal?: AbortSignal) =>
  request<Record<string, unknown>>("GET", `/credentials/${part(type)}/${part(id)}`, signal ? { signal } : {});

export const inject = (id: string, body?: unknown) =>
  request<void>("POST", `/inject/${part(id)}`, { body: body ?? {} });

export const setDebugActive = (id: string, active: boolean) =>
  request<void>("POST", `/debug/${part(id)}/${active ? "enable" : "disable"}`, { body: {} });

export const setDebugActiveOf = (ids: readonly string[], active: boolean) =>
  request<void>("POST", `/debug/${active ? "enable" : "disable"}`, { body: { nodes: ids } });

export type ContextScope = { scope: "global" } | { scope: "flow" | "node"; id: string };

function contextPath(where: ContextScope, key?: string, store?: string): string {
  const scope = where.scope === "global" ? "global" : `${where.scope}/${part(where.id)}`;
  const query = store === undefined ? "" : `?store=${part(store)}`;
  return `/context/${scope}${key === undefined ? "" : `/${part(key)}`}${query}`;
}

export const getContext = (where: ContextScope) => request<ContextValues>("GET", contextPath(where));
export const getContextKey = (where: ContextScope, key: string, store: string) =>
  request<EncodedValue>("GET", contextPath(where, key, store));
export const deleteContextKey = (where: ContextScope, key: string, store: string) =>
  request<void>("DELETE", contextPath(where, key, store));

/** A library as `/settings` lists it. */
export interface LibraryInfo {
  id: string;
  label: string;
  /** What is in it; absent: everything. */
  types?: string[];
  readOnly?: boolean;
}

/** A file of a library: its name, and what its header says. */
export interface LibraryFile {
  fn: string;
  [property: string]: string;
}

const entryPath = (library: string, type: string, path: string) =>
  `/library/${part(library)}/${part(type)}/${path.split("/").map(part).join("/")}`;

/** What is in a folder of a library: names of folders, then files. The path ends with a slash, or is empty. */
export const getLibraryFolder = (library: string, type: string, path: string) =>
  request<(string | LibraryFile)[]>("GET", entryPath(library, type, path));
export const getLibraryEntry = (library: string, type: string, path: string) =>
  request<string>("GET", entryPath(library, type, path), { asText: true });
export const putLibraryEntry = (library: string, type: string, path: string, body: unknown) =>
  request<void>("POST", entryPath(library, type, path), { body });

export const evaluateJsonata = (
  body: { expression: string; message: unknown; node?: string },
  signal?: AbortSignal,
) => request<Evaluation>("POST", "/api/v1/jsonata", signal ? { body, signal } : { body });

/** The icons by module, as names of files. */
export const getIcons = () => request<Record<string, string[]>>("GET", "/icons");
