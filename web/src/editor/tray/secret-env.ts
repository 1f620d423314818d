/**
 * Secret environment variables (type `cred`) of flows, groups, subflows, their instances and the global configuration.
 *
 * The record's `env` names them without a value; the values are credentials of the record, by the variable's name
 * (those of the global configuration in a `map`). In the form they stand in the rows, like any other value.
 */

import type { EnvEntry, NodeRecord } from "../../document";
import { type Draft, KEPT_SECRET } from "../../forms";

type Values = Record<string, unknown>;

const entriesOf = (env: unknown): EnvEntry[] => (Array.isArray(env) ? (env as EnvEntry[]) : []);
const isSecret = (entry: EnvEntry) => entry.type === "cred";
const isGlobal = (record: NodeRecord) => record.type === "global-config";

/** What a credentials object holds for variables: all of it, or its `map`. */
function secretsIn(credentials: unknown, record: NodeRecord): Values {
  const all = (credentials ?? {}) as Values;
  return isGlobal(record) ? ((all.map ?? {}) as Values) : all;
}

/** The entries with their secrets, as the form edits them: what waits for a deploy, else "kept". */
export function openSecrets(record: NodeRecord): EnvEntry[] {
  const pending = secretsIn(record.credentials, record);
  return entriesOf(record.env).map((entry) =>
    isSecret(entry) ? { ...entry, value: pending[entry.name] ?? (entry.value || KEPT_SECRET) } : entry,
  );
}

/** The draft once the server has told which secrets it has: the others are empty. */
export function withKeptSecrets(draft: Draft, answer: Values, record: NodeRecord, prefix: string): Draft {
  const known = secretsIn(answer, record);
  const settle = (values: Values): Values => {
    const settled = { ...values };
    for (const [name, value] of Object.entries(values)) {
      if (name === "env" && Array.isArray(value)) {
        settled.env = value.map((row: EnvEntry) =>
          row.value === KEPT_SECRET && !known[`has_${row.name}`] ? { ...row, value: "" } : row,
        );
      } else if (
        value === KEPT_SECRET &&
        name.startsWith(prefix) &&
        !known[`has_${name.slice(prefix.length)}`]
      )
        settled[name] = "";
    }
    return settled;
  };
  return { ...draft, values: settle(draft.values), initial: settle(draft.initial) };
}

/**
 * Takes the secrets out of edited entries: what `env` and `credentials` of the record become. A variable that is gone is
 * named with an empty value, which deletes its secret.
 */
export function closeSecrets(record: NodeRecord, edited: unknown): { env: EnvEntry[]; credentials?: Values } {
  const before = openSecrets(record).filter(isSecret);
  const names = new Set(before.map((entry) => entry.name));
  const secrets: Values = {};
  const env = entriesOf(edited).map((entry) => {
    if (!isSecret(entry)) return entry;
    const { value, ...rest } = entry;
    // A secret cannot follow its variable to another name: only the server knows it.
    secrets[entry.name] = value === KEPT_SECRET && !names.has(entry.name) ? "" : (value ?? "");
    return (isGlobal(record) ? { ...rest, value: KEPT_SECRET } : rest) as EnvEntry;
  });
  for (const name of names) secrets[name] ??= "";
  const isKept = Object.entries(secrets).every(([name, value]) => names.has(name) && value === KEPT_SECRET);
  if (isKept) return { env };
  if (!isGlobal(record)) return { env, credentials: secrets };
  const flags = Object.entries(secrets).map(([name, value]) => [`has_${name}`, value !== ""]);
  return { env, credentials: { map: { ...secrets, ...Object.fromEntries(flags) } } };
}
