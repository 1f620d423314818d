/** Asks before records are deleted, and says first what else uses them (`used_by/` of the API). */
import { useQueries } from "@tanstack/react-query";
import { msg, t } from "../../i18n/index.ts";
import { AlertDialog, Banner, notify } from "../../ui/index.ts";
import { ApiError, get } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import { readable } from "../format.ts";
import styles from "./ResourceTable.module.css";

/** An object that refers to the one in question, and what becomes of it. */
export interface UsedBy {
  app: string;
  model_name: string;
  pk: string;
  name: string;
  action: "cascade" | "cascade_many" | "set_null" | "set_default" | "left_dangling";
}

const OUTCOMES: Record<UsedBy["action"], string> = {
  cascade: msg("will be deleted too"),
  cascade_many: msg("will lose the connection"),
  set_null: msg("will be left without it"),
  set_default: msg("will get the default"),
  left_dangling: msg("will refer to something that is gone"),
};

/** What was done, for the notice afterwards. */
const DONE: Record<string, string> = {
  End: msg("ended"),
  Revoke: msg("revoked"),
  Remove: msg("removed"),
  "Remove from": msg("removed"),
};

/** More than these are not looked up one by one. */
const LOOKED_UP = 20;

export interface DeleteDialogProps<T> {
  records: T[];
  id: (record: T) => string | number;
  name: (record: T) => string;
  path: string;
  /** "Delete", "Revoke", "End". */
  verb: string;
  isFixed?: ((record: T) => boolean) | undefined;
  remove: (record: T) => Promise<unknown>;
  onClose: () => void;
  onDone: (deleted: number) => void;
}

export function DeleteDialog<T>(props: DeleteDialogProps<T>) {
  const { id, name, path, verb, isFixed } = props;
  const records = props.records.filter((record) => !isFixed?.(record));
  const fixed = props.records.length - records.length;
  const users = useQueries({
    queries: records.slice(0, LOOKED_UP).map((record) => ({
      queryKey: [path, id(record), "used_by"],
      queryFn: () => get<UsedBy[]>(`${path}${encodeURIComponent(id(record))}/used_by/`).catch(() => []),
      staleTime: 0,
    })),
  });
  const used = users.flatMap((query) => (Array.isArray(query.data) ? query.data : []));
  const del = useAction((record: T) => props.remove(record), { silent: true });
  const confirm = async () => {
    const failures: string[] = [];
    for (const record of records) {
      try {
        await del.mutateAsync(record);
      } catch (error) {
        failures.push(`${name(record)}: ${error instanceof ApiError ? error.message : String(error)}`);
      }
    }
    const done = records.length - failures.length;
    const did = t(DONE[verb] ?? msg("deleted"));
    const [only] = records;
    if (failures.length > 0)
      notify({
        kind: "error",
        title: t("Not everything was {did}", { did }),
        description: failures.join(" "),
      });
    else
      notify({
        kind: "success",
        title:
          only && done === 1
            ? t("{name} {did}", { name: name(only), did })
            : t("{count} entries {did}", { count: done, did }),
      });
    props.onDone(done);
  };
  const [first] = records;
  return (
    <AlertDialog
      title={
        first !== undefined && records.length === 1
          ? t("{verb} “{name}”?", { verb: t(verb), name: name(first) })
          : t("{verb} {count} entries?", { verb: t(verb), count: records.length })
      }
      isOpen
      onClose={props.onClose}
      confirmLabel={t(verb)}
      isDestructive
      onConfirm={confirm}
    >
      {fixed > 0 && (
        <Banner kind="info">
          {t(
            "{count, plural, one {# of the chosen is} other {# of the chosen are}} needed by the system and will stay.",
            { count: fixed },
          )}
        </Banner>
      )}
      {records.length > 1 && (
        <ul className={styles.names}>
          {records.map((record) => (
            <li key={id(record)}>{name(record)}</li>
          ))}
        </ul>
      )}
      {used.length > 0 && (
        <div className={styles.used}>
          <strong>
            {t("{count, plural, one {Used by # object:} other {Used by # objects:}}", { count: used.length })}
          </strong>
          <ul className={styles.names}>
            {used.map((user) => (
              <li key={`${user.model_name}-${user.pk}`}>
                {`${readable(user.model_name)} “${user.name}” ${t(OUTCOMES[user.action] ?? "")}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {!verb.startsWith("Remove") && t("This cannot be undone.")}
    </AlertDialog>
  );
}
