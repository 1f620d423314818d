/** What the edit form of one record asks of the editor: config nodes, nodes to pick, stores, environment. */

import { createElement } from "react";
import { evaluateJsonata, getContext } from "../../api";
import { configChoices, isGroup, isJunction, isPlaced, newId, nodeLabel } from "../../document";
import type { Choice, FormHost, PickGroup } from "../../forms";
import { t } from "../../i18n";
import type { Editor } from "../editor";
import { Markdown } from "../markdown-view";
import { seenMessages } from "../seen-messages";
import { ui } from "../store";
import type { EditSession } from "./edit-session";
import { pythonHost } from "./python-host";

export function formHost(editor: Editor, session: EditSession): FormHost {
  const { document, types, settings } = editor;
  const { record } = session;
  const label = (id: string) => {
    const found = document.get(id);
    return found ? nodeLabel(found, types, document) : id;
  };
  return {
    isReadOnly: !editor.canWrite,
    python: (property, read) => pythonHost(record, property, read, !editor.canWrite),
    contextStores: {
      default: settings.context?.default ?? "memory",
      stores: settings.context?.stores ?? ["memory"],
    },
    async contextKeys(scope, store) {
      const where = scope === "global" ? { scope } : { scope, id: String(record.z ?? record.id) };
      const values = await getContext(where);
      return Object.keys(values[store] ?? {});
    },
    seenProperties: () => seenMessages().properties(record.id),
    seenMessages: () => seenMessages().messages(record.id),
    async evaluate(expression, message, signal) {
      return evaluateJsonata({ expression, message, node: record.id }, signal);
    },
    configTypes: () =>
      [...types.all()]
        .filter((type) => type.category === "config")
        .map((type) => ({ type: type.type, label: type.palette_label || type.type })),
    markdown: (text) => createElement(Markdown, { text }),
    typeLabel: (type) => types.get(type)?.palette_label || type,
    configNodes: (type): Choice[] =>
      configChoices(type, session.kind === "config" ? record.z : record.z, document)
        .filter((config) => config.id !== record.id)
        .map((config) => ({
          id: config.id,
          label: nodeLabel(config, types, document),
          ...(config.d ? { detail: t("disabled") } : {}),
        })),
    editConfig(type, id, onDone) {
      ui.openTray(id === null ? { id: newId(), newType: type, onDone } : { id, onDone });
    },
    pickable(wanted): PickGroup[] {
      const named = wanted === undefined ? null : new Set([wanted].flat());
      // Link nodes reach other flows; what only hears its own flow offers that one.
      const reachesAll = record.type.startsWith("link") || session.kind === "config";
      const flows = reachesAll ? [...document.tabs(), ...document.subflows()] : [{ id: String(record.z) }];
      return flows
        .map((flow) => ({
          id: flow.id,
          label: label(flow.id),
          items: document
            .onFlow(flow.id)
            .filter((item) => isPlaced(item) && !isGroup(item) && !isJunction(item) && item.id !== record.id)
            .filter((item) => (named ? named.has(item.type) : item.type !== "comment"))
            .map((item) => {
              const text = nodeLabel(item, types, document) || item.type;
              return {
                id: item.id,
                label: text,
                ...(text === item.type ? {} : { detail: item.type.replace(/^subflow:.*/, "subflow") }),
              };
            }),
        }))
        .filter((group) => group.items.length > 0);
    },
    envNames(): string[] {
      const names = new Set<string>();
      const take = (env: unknown) => {
        if (Array.isArray(env))
          for (const entry of env as { name?: unknown }[]) names.add(String(entry.name ?? ""));
      };
      for (let group = record.g; group !== undefined; group = document.get(group)?.g)
        take(document.get(group)?.env);
      if (record.z) take(document.get(record.z)?.env);
      for (const config of document.configNodes()) if (config.type === "global-config") take(config.env);
      for (const name of ["NR_NODE_NAME", "NR_NODE_ID", "NR_FLOW_NAME", "NR_FLOW_ID"]) names.add(name);
      names.delete("");
      return [...names];
    },
  };
}
