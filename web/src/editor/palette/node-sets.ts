/** What is installed, as the Admin API tells it: modules (Python packages) of sets (files) of node types. */

import { getNodeTypes } from "../../api";
import { request } from "../../api/client";
import type { FlowDocument } from "../../document";
import type { Editor } from "../editor";
import { showTypes } from "../node-types";

export interface NodeSet {
  /** `module/name`. */
  id: string;
  name: string;
  types: string[];
  enabled: boolean;
  module: string;
  version: string;
}

export interface NodeModule {
  name: string;
  version: string;
  sets: NodeSet[];
}

const JSON_ONLY = { headers: { Accept: "application/json" } };

/** The modules by name, ours first. */
export async function getNodeModules(): Promise<NodeModule[]> {
  const sets = await request<NodeSet[]>("GET", "/nodes", JSON_ONLY);
  const modules = new Map<string, NodeModule>();
  for (const set of sets) {
    const module = modules.get(set.module) ?? { name: set.module, version: set.version, sets: [] };
    module.sets.push(set);
    modules.set(set.module, module);
  }
  const all = [...modules.values()].sort((one, other) => one.name.localeCompare(other.name));
  for (const module of all) module.sets.sort((one, other) => one.name.localeCompare(other.name));
  return all.sort((one, other) => Number(other.name === "wirelatch") - Number(one.name === "wirelatch"));
}

export const switchSet = (set: NodeSet, enabled: boolean) =>
  request<NodeSet>("PUT", `/nodes/${set.module}/${set.name}`, { ...JSON_ONLY, body: { enabled } });

/** How many nodes of the open flows are of each type. */
export function usesOf(document: FlowDocument): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { type } of document.all()) uses.set(type, (uses.get(type) ?? 0) + 1);
  return uses;
}

/** Takes over the types that are installed now; nodes are drawn anew. */
export async function reloadTypes(editor: Editor): Promise<void> {
  await showTypes(editor, await getNodeTypes());
}
