/** Projects over HTTP: Node-RED's API (wirelatch/projects/routes.py). */

import { request } from "../../api/client";

export interface ProjectList {
  projects: string[];
  active?: string;
}

export interface Project {
  name: string;
  summary?: string;
  version?: string;
  description: string;
  dependencies: Record<string, string>;
  empty?: boolean;
  settings: { credentialsEncrypted: boolean; credentialSecretInvalid?: boolean };
  files: { package?: string; flow?: string; credentials?: string };
}

export interface Status {
  /** By path. `status` is what git says: first of what is staged, then of what is not; absent: unchanged. */
  files: Record<string, { type: "f" | "d"; status?: string; oldName?: string }>;
  commits: { total: number; ahead?: number; behind?: number };
  branches: { local?: string; remote?: string; remoteError?: { code: string } };
  merging?: boolean;
}

export interface Commit {
  sha: string;
  author: string;
  /** Seconds since 1970. */
  date: string;
  subject: string;
}

export interface Branch {
  name: string;
  remote?: string;
  current?: boolean;
}

export interface Remote {
  name: string;
  fetch: string;
}

const at = (name: string, path = "") => `/projects/${encodeURIComponent(name)}${path}`;
const inPath = (path: string) => path.split("/").map(encodeURIComponent).join("/");

export const getProjects = () => request<ProjectList>("GET", "/projects");
export const createProject = (body: object) => request<Project>("POST", "/projects", { body });
export const openProject = (name: string) =>
  request<ProjectList>("PUT", at(name), { body: { active: true } });
export const deleteProject = (name: string) => request<void>("DELETE", at(name));
export const getProject = (name: string) => request<Project>("GET", at(name));
export const changeProject = (name: string, body: object) => request<Project>("PUT", at(name), { body });

export const getStatus = (name: string) => request<Status>("GET", at(name, "/status"));
export const getFile = (name: string, tree: string, path: string) =>
  request<{ content: string }>("GET", at(name, `/files/${encodeURIComponent(tree)}/${inPath(path)}`));
export const stage = (name: string, files: readonly string[]) =>
  request<Status>("POST", at(name, "/stage"), { body: { files } });
export const unstage = (name: string, path: string) =>
  request<Status>("DELETE", at(name, `/stage/${inPath(path)}`));
export const revert = (name: string, path: string) =>
  request<void>("DELETE", at(name, `/files/_/${inPath(path)}`));
export const commit = (name: string, message: string) =>
  request<Status>("POST", at(name, "/commit"), { body: { message } });
export const getDiff = (name: string, type: "tree" | "index", path: string) =>
  request<{ diff: string }>("GET", at(name, `/diff/${type}/${inPath(path)}`));
export const getCommits = (name: string, before = "") =>
  request<{ total: number; commits: Commit[] }>(
    "GET",
    at(name, `/commits${before && `?before=${encodeURIComponent(before)}`}`),
  );
export const getCommit = (name: string, sha: string) =>
  request<{ commit: string }>("GET", at(name, `/commits/${sha}`));

export const resolve = (name: string, path: string, side: "ours" | "theirs") =>
  request<void>("POST", at(name, `/resolve/${inPath(path)}`), { body: { side } });
export const abortMerge = (name: string) => request<void>("DELETE", at(name, "/merge"));

export const getBranches = (name: string) => request<{ branches: Branch[] }>("GET", at(name, "/branches"));
export const switchBranch = (name: string, branch: string, create: boolean) =>
  request<void>("POST", at(name, "/branches"), { body: { name: branch, create } });
export const deleteBranch = (name: string, branch: string) =>
  request<void>("DELETE", at(name, `/branches/${inPath(branch)}`));
export const getRemotes = (name: string) => request<{ remotes: Remote[] }>("GET", at(name, "/remotes"));
export const addRemote = (name: string, body: object) =>
  request<{ remotes: Remote[] }>("POST", at(name, "/remotes"), { body });
export const removeRemote = (name: string, remote: string) =>
  request<{ remotes: Remote[] }>("DELETE", at(name, `/remotes/${encodeURIComponent(remote)}`));
export const push = (name: string, branch: string, follow: boolean) =>
  request<void>("POST", at(name, `/push/${inPath(branch)}${follow ? "?u=true" : ""}`));
export const pull = (name: string, branch: string) =>
  request<void>("POST", at(name, `/pull/${inPath(branch)}`));
