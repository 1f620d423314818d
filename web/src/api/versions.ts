/** Deploying what differs, and the version history: `/api/v1/flows` and `/api/v1/versions`. */

import type { DeployChanges, NodeRecord } from "../document";
import type { Version, VersionContent, VersionList } from "../schema";
import { request } from "./client";
import type { DeployKind } from "./endpoints";
import { addressOf } from "./root";

export type { Version, VersionList };

export const patchFlows = (
  kind: Exclude<DeployKind, "reload">,
  changes: DeployChanges,
  rev: string,
  comment?: string,
) =>
  request<{ rev: string }>("PATCH", "/api/v1/flows", {
    body: { kind, rev, ...changes, ...(comment ? { comment } : {}) },
  });

export const getVersions = (before?: number) =>
  request<VersionList>("GET", `/api/v1/versions${before === undefined ? "" : `?before=${before}`}`);

export const getVersion = (number: number) =>
  request<VersionContent & { flows: NodeRecord[] }>("GET", `/api/v1/versions/${number}`);

export const describeVersion = (number: number, text: { name?: string; comment?: string }) =>
  request<Version>("PATCH", `/api/v1/versions/${number}`, { body: text });

/** Where a version can be downloaded. */
export const versionAddress = (number: number) => addressOf(`/api/v1/versions/${number}/flows.json`);
