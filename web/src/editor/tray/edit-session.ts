/**
 * One edit: which record, which fields, its draft, and how the draft becomes one change of the document.
 * Flows, groups and subflows go the same way as nodes, with fields and layouts of their own.
 */

import {
  configChoices,
  type Field,
  type FlowDocument,
  isConfig,
  isGroup,
  isSubflow,
  isTab,
  jsonEqual,
  type NodeRecord,
  type NodeTypes,
  newConfigNode,
  nodeLabel,
  type SubflowRecord,
  setEnabled,
  subflowIdOf,
  typeOf,
} from "../../document";
import { type Draft, openDraft, patchOf } from "../../forms";
import { t } from "../../i18n";
import { hasNewCredentials } from "../credentials";
import type { TraySpec } from "../store";
import { closeSecrets, openSecrets } from "./secret-env";
import {
  closeInstanceEnv,
  closeStyle,
  ENV_PREFIX,
  FLOW_FIELDS,
  GROUP_FIELDS,
  instanceFields,
  MORE_ENV,
  openInstanceEnv,
  openStyle,
  SUBFLOW_FIELDS,
  spoken,
} from "./structural-fields";

export type EditKind = "node" | "config" | "flow" | "group" | "subflow" | "instance";

export interface EditSession {
  kind: EditKind;
  record: NodeRecord;
  isNew: boolean;
  fields: Field[];
  /** What the tray's title names: the type's label. */
  title: string;
}

/** Finds what a tray edits; null when it is gone. */
export function openSession(tray: TraySpec, document: FlowDocument, types: NodeTypes): EditSession | null {
  if (tray.newType !== undefined) {
    const record = { ...newConfigNode(tray.newType, types, tray.scope), id: tray.id };
    return {
      kind: "config",
      record,
      isNew: true,
      fields: fieldsOf(record, types),
      title: titleOf(record, types),
    };
  }
  const found = document.get(tray.id);
  if (!found) return null;
  const record = withoutDeployedCredentials(found, document);
  const base = { record, isNew: false };
  if (isTab(record)) return { ...base, kind: "flow", fields: spoken(FLOW_FIELDS), title: t("flow") };
  if (isGroup(record)) return { ...base, kind: "group", fields: spoken(GROUP_FIELDS), title: t("group") };
  if (isSubflow(record))
    return { ...base, kind: "subflow", fields: spoken(SUBFLOW_FIELDS), title: t("subflow") };
  const definition = definitionOf(record, document);
  if (definition) {
    return {
      ...base,
      kind: "instance",
      fields: instanceFields(definition),
      title: definition.name || "subflow",
    };
  }
  const kind = isConfig(record) ? "config" : "node";
  return { ...base, kind, fields: fieldsOf(record, types), title: titleOf(record, types) };
}

/** Credentials that were deployed are the server's: it is asked for them again, and shows no secret. */
function withoutDeployedCredentials(record: NodeRecord, document: FlowDocument): NodeRecord {
  if (!("credentials" in record) || hasNewCredentials(record, document)) return record;
  const { credentials: _, ...rest } = record;
  return rest as NodeRecord;
}

function fieldsOf(record: NodeRecord, types: NodeTypes): Field[] {
  const fields = types.get(record.type)?.fields ?? [];
  if (fields.some((field) => field.name === "name")) return fields;
  return [{ name: "name", widget: "text", label: t("Name"), default: "" }, ...fields];
}

function titleOf(record: NodeRecord, types: NodeTypes): string {
  return types.get(record.type)?.palette_label || record.type;
}

function definitionOf(record: NodeRecord, document: FlowDocument): SubflowRecord | null {
  const id = subflowIdOf(record);
  const definition = id === undefined ? undefined : document.get(id);
  return definition && isSubflow(definition) ? definition : null;
}

/** The draft that the form starts with. */
export function draftOf(session: EditSession, document: FlowDocument): Draft {
  const { record, fields, kind } = session;
  const extra: Record<string, unknown> =
    kind === "group"
      ? openStyle(record.style)
      : kind === "instance"
        ? openInstanceEnv(definitionOf(record, document)!, openSecrets(record))
        : {};
  const env = Array.isArray(record.env) && hasVariables(session) ? { env: openSecrets(record) } : {};
  const draft = openDraft({ ...record, ...env, ...extra }, fields);
  const chosen = kind === "node" || kind === "config" ? onlyChoices(record, fields, document) : {};
  return { ...draft, values: { ...draft.values, ...chosen } };
}

/** Whether the form edits the record's own environment variables, as rows. */
const hasVariables = ({ fields }: EditSession) =>
  fields.some((field) => field.name === "env" && (field.widget === "rows" || field.widget === "variables"));

/** A config node that is needed and not chosen yet: the first one there is. */
function onlyChoices(record: NodeRecord, fields: Field[], document: FlowDocument): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const field of fields) {
    if (field.widget !== "config" || !field.required || record[field.name] || !field.node_type) continue;
    const type = [field.node_type].flat()[0] ?? "";
    const first = configChoices(type, record.z, document).find((config) => config.id !== record.id);
    if (first) chosen[field.name] = first.id;
  }
  return chosen;
}

/** What the edit changes of the record. */
export function changesOf(session: EditSession, draft: Draft, document: FlowDocument): Partial<NodeRecord> {
  const { record, fields, kind } = session;
  const patch = patchOf(draft, record, fields);
  if (kind === "group" && Object.keys(patch).some((key) => key.startsWith("style."))) {
    patch.style = closeStyle(record.style, patch);
  }
  if (
    kind === "instance" &&
    Object.keys(patch).some((key) => key.startsWith(ENV_PREFIX) || key === MORE_ENV)
  ) {
    const definition = definitionOf(record, document)!;
    const own = closeInstanceEnv(definition, openSecrets(record), draft.values, patch[MORE_ENV]);
    Object.assign(patch, closeSecrets(record, own));
  } else if ("env" in patch && hasVariables(session)) {
    Object.assign(patch, closeSecrets(record, patch.env));
  }
  if (jsonEqual(patch.env, record.env)) delete patch.env;
  for (const key of Object.keys(patch)) {
    if (key.startsWith("style.") || key.startsWith(ENV_PREFIX) || key === MORE_ENV) delete patch[key];
  }
  return patch;
}

/** Writes the edit as one step of undo; nothing happens when nothing was changed. */
export function commitEdit(session: EditSession, draft: Draft, document: FlowDocument): void {
  const { record, isNew } = session;
  const patch = changesOf(session, draft, document);
  if (!isNew && Object.keys(patch).length === 0) return;
  const label = `Edit ${nodeLabel(record, document.types, document) || session.title}`;
  document.transact(isNew ? `Add ${session.title}` : label, (tx) => {
    if (isNew) {
      const added: NodeRecord = { ...record, ...patch };
      for (const key of Object.keys(added)) if (added[key] === undefined) delete added[key];
      tx.add(added);
      return;
    }
    // Deleted by somebody while it was edited here: what was edited is not lost.
    if (!tx.get(record.id)) tx.add(record);
    if ("d" in patch && !isConfig(record)) setEnabled(tx, [record.id], patch.d !== true);
    tx.update(record.id, patch);
    if (Array.isArray(patch.links)) mirrorLinks(record, patch.links.map(String), tx);
  });
}

type Tx = Parameters<Parameters<FlowDocument["transact"]>[1]>[0];

/** A link out and its link ins name each other: what one side's form changes, the other side follows. */
function mirrorLinks(record: NodeRecord, links: string[], tx: Tx): void {
  if (record.type !== "link in" && record.type !== "link out") return;
  const before = Array.isArray(record.links) ? record.links.map(String) : [];
  const others = (id: string) => {
    const other = tx.get(id);
    return other && Array.isArray(other.links) ? { other, theirs: other.links.map(String) } : null;
  };
  for (const id of before.filter((old) => !links.includes(old))) {
    const found = others(id);
    if (found) tx.update(id, { links: found.theirs.filter((link) => link !== record.id) });
  }
  for (const id of links.filter((link) => !before.includes(link))) {
    const found = others(id);
    if (found && found.other.type !== "link call" && !found.theirs.includes(record.id)) {
      tx.update(id, { links: [...found.theirs, record.id] });
    }
  }
}

/** The name under which a record is spoken of. */
export function spokenName(record: NodeRecord, document: FlowDocument): string {
  return (
    nodeLabel(record, document.types, document) ||
    typeOf(record, document.types, document)?.type ||
    record.type
  );
}
