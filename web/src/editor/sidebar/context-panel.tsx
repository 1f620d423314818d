/** What nodes have stored in context: of the selected node, of the flow, and global. Fetched when asked for. */

import { useCallback, useEffect, useState } from "react";
import {
  type ContextScope,
  type ContextValues,
  deleteContextKey,
  type EncodedValue,
  errorText,
  getContext,
  getContextKey,
} from "../../api";
import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { AlertDialog } from "../../ui/Dialog";
import { notify } from "../../ui/Toast";
import { decode } from "../debug/decode";
import { ValueTree } from "../debug/value-tree";
import { useEditor } from "../editor";
import { useUi } from "../store";
import styles from "./sidebar.module.css";

export function ContextPanel() {
  const flow = useUi((state) => state.flow);
  const selection = useUi((state) => state.selection);
  const node = selection.length === 1 ? selection[0] : undefined;
  return (
    <div className={styles.scroll}>
      {node === undefined ? (
        <>
          <h3 className={styles.group}>{t("Node")}</h3>
          <p className={styles.empty}>{t("Select one node to see its context.")}</p>
        </>
      ) : (
        <Values key={node} title={t("Node")} where={{ scope: "node", id: node }} />
      )}
      {flow && <Values key={flow} title={t("Flow")} where={{ scope: "flow", id: flow }} />}
      <Values title={t("Global")} where={{ scope: "global" }} />
    </div>
  );
}

/** What would be here, and what puts it there. */
const emptyText = ({ scope }: ContextScope): string =>
  ({
    node: t("Empty. A function node keeps values of its own with context.set()."),
    flow: t(
      "Empty. What nodes of this flow keep with flow.set(), or a change node sets as flow., appears here.",
    ),
    global: t("Empty. What nodes keep for all flows with global.set() appears here."),
  })[scope];

function Values({ title, where }: { title: string; where: ContextScope }) {
  const { canWrite } = useEditor();
  const [values, setValues] = useState<ContextValues | null>(null);
  const [problem, setProblem] = useState("");
  const [asked, setAsked] = useState<{ store: string; key: string } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scope is another component, by its key.
  const load = useCallback(() => {
    getContext(where)
      .then((answer) => {
        setValues(answer ?? {});
        setProblem("");
      })
      .catch((error) => setProblem(errorText(error)));
  }, []);
  useEffect(load, [load]);
  const put = (store: string, key: string, value: EncodedValue | undefined) => {
    setValues((now) => {
      const { [key]: _, ...rest } = now?.[store] ?? {};
      return { ...now, [store]: value ? { ...now?.[store], [key]: value } : rest };
    });
  };
  const refresh = (store: string, key: string) => {
    getContextKey(where, key, store)
      .then((value) => put(store, key, value))
      .catch((error) =>
        notify({
          kind: "error",
          title: t("“{key}” could not be read", { key }),
          description: errorText(error),
        }),
      );
  };
  const stores = Object.entries(values ?? {}).filter(([, keys]) => Object.keys(keys).length > 0);
  return (
    <section aria-label={t("{title} context", { title })}>
      <div className={styles.bar} style={{ borderBottom: 0 }}>
        <h3 className={styles.group}>{title}</h3>
        <IconButton
          icon="refresh"
          size="sm"
          label={t("Refresh {title} context", { title: title.toLowerCase() })}
          onPress={load}
        />
      </div>
      {problem && <p className={styles.empty}>{problem}</p>}
      {!problem && stores.length === 0 && (
        <p className={styles.empty}>{values ? emptyText(where) : t("Reading…")}</p>
      )}
      {stores.map(([store, keys]) =>
        Object.entries(keys)
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([key, value]) => (
            <div key={`${store} ${key}`} className={styles.contextRow}>
              <span className={styles.contextKey} title={t("Store {store}", { store })}>
                {key}
              </span>
              <div className={styles.contextValue}>
                <ValueTree value={decode(value.msg, value.format)} path={key} />
                {stores.length > 1 && <span className={styles.muted}>{store}</span>}
              </div>
              <IconButton
                icon="refresh"
                size="sm"
                label={t("Refresh {key}", { key })}
                onPress={() => refresh(store, key)}
              />
              {canWrite && (
                <IconButton
                  icon="trash"
                  size="sm"
                  label={t("Delete {key}", { key })}
                  onPress={() => setAsked({ store, key })}
                />
              )}
            </div>
          )),
      )}
      <AlertDialog
        title={t("Delete “{key}”?", { key: asked?.key ?? "" })}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        confirmLabel={t("Delete")}
        isDestructive
        onConfirm={async () => {
          if (!asked) return;
          try {
            await deleteContextKey(where, asked.key, asked.store);
            put(asked.store, asked.key, undefined);
          } catch (error) {
            notify({ kind: "error", title: t("It was not deleted"), description: errorText(error) });
          }
        }}
      >
        {t("Nodes that read it from this context will find nothing.")}
      </AlertDialog>
    </section>
  );
}
