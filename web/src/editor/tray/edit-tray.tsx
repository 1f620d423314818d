/**
 * One edit tray: the form of a record with its common tabs, Done and Cancel. Ctrl+Enter is Done, Ctrl+Escape Cancel.
 * The draft lives here and touches the document once, at Done.
 */

import { type KeyboardEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { getCredentials } from "../../api";
import { configUsers, type FlowDocument, type NodeRecord, nodeLabel, removeRecords } from "../../document";
import {
  type Draft,
  FormHostContext,
  type FormScope,
  SchemaForm,
  SectionTabs,
  withCredentials,
} from "../../forms";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { AlertDialog } from "../../ui/Dialog";
import { TrayPeople } from "../collab/tab-people";
import { runTrayKey } from "../commands";
import { useEditor } from "../editor";
import { type TraySpec, ui } from "../store";
import { Appearance } from "./appearance";
import { ConfigFooter } from "./config-footer";
import { Description } from "./description";
import { changesOf, commitEdit, draftOf, type EditSession, openSession, spokenName } from "./edit-session";
import { formHost } from "./form-host";
import { offerTray } from "./open-tray";
import { withKeptSecrets } from "./secret-env";
import { ENV_PREFIX } from "./structural-fields";
import styles from "./tray.module.css";
import { UnknownType } from "./unknown-type";

const SubflowProperties = lazy(async () => ({
  default: (await import("../subflow/subflow-properties")).SubflowProperties,
}));
const SubflowModule = lazy(async () => ({
  default: (await import("../subflow/subflow-module")).SubflowModule,
}));
const LibraryMenu = lazy(async () => ({
  default: (await import("../library/library-menu")).LibraryMenu,
}));

interface EditTrayProps {
  tray: TraySpec;
  /** How many trays lie on top of it. */
  depth: number;
  isNested: boolean;
}

export function EditTray(props: EditTrayProps) {
  const editor = useEditor();
  const session = useMemo(() => openSession(props.tray, editor.document, editor.types), [props.tray, editor]);
  useEffect(() => {
    if (!session) ui.closeTray();
  }, [session]);
  return session && <OpenTray {...props} session={session} />;
}

/** `broker.protocolVersion`: a property of the config node that a field names. */
function ofConfig(path: string, values: Draft["values"], document: FlowDocument): unknown {
  const [field = "", property] = path.split(".");
  return property === undefined ? undefined : document.get(String(values[field] ?? ""))?.[property];
}

const WIDTHS: Record<string, string> = { function: "46rem", python: "46rem", template: "44rem" };

function OpenTray({ tray, depth, isNested, session }: EditTrayProps & { session: EditSession }) {
  const editor = useEditor();
  const { document } = editor;
  const { record, kind } = session;
  const [draft, setDraft] = useState<Draft>(() => draftOf(session, document));
  const [tab, setTab] = useState("properties");
  const [asks, setAsks] = useState<"discard" | "delete" | null>(null);
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = window.document.activeElement as HTMLElement | null;
    // Where nothing can be changed, the tray itself takes the keys.
    const first = section.current?.querySelector<HTMLElement>(
      "[data-form] :is(input, select, textarea):not([type=color]):enabled",
    );
    (first ?? section.current)?.focus();
    return () => before?.focus?.();
  }, []);

  useEffect(() => {
    const isAsked = session.fields.some(
      ({ name, widget }) => widget === "credential" || name === "env" || name.startsWith(ENV_PREFIX),
    );
    if (!isAsked || session.isNew) return;
    const abort = new AbortController();
    getCredentials(record.type, record.id, abort.signal)
      .then((answer) =>
        setDraft((now) =>
          withKeptSecrets(
            withCredentials(now, answer ?? {}, session.fields),
            answer ?? {},
            record,
            ENV_PREFIX,
          ),
        ),
      )
      .catch(() => {
        // Without them the fields are empty; what is typed replaces what the server has.
      });
    return () => abort.abort();
  }, [session, record]);

  const scope: FormScope = {
    get: (name) => (name in draft.values ? draft.values[name] : ofConfig(name, draft.values, document)),
    set: (changes) => setDraft((now) => ({ ...now, values: { ...now.values, ...changes } })),
  };
  const credentials: FormScope = {
    get: (name) => draft.credentials[name],
    set: (changes) => setDraft((now) => ({ ...now, credentials: { ...now.credentials, ...changes } })),
  };
  const host = useMemo(() => formHost(editor, session), [editor, session]);

  const done = () => {
    if (editor.canWrite) commitEdit(session, draft, document);
    ui.closeTray();
    if (editor.canWrite) tray.onDone?.(record.id);
  };
  const cancel = (isAsked = true) => {
    const isChanged = session.isNew
      ? draft.values !== draft.initial
      : Object.keys(changesOf(session, draft, document)).length > 0;
    if (isAsked && isChanged && editor.canWrite) setAsks("discard");
    else ui.closeTray();
  };
  const remove = () => {
    ui.closeTray();
    document.transact(`Delete ${spokenName(record, document)}`, (tx) =>
      removeRecords(tx, document, [record.id]),
    );
  };
  // Done and Cancel are commands, whose keys people may change.
  useEffect(() => (depth === 0 ? offerTray({ confirm: done, cancel: () => cancel(false) }) : undefined));
  // React hands on what happens in pop-ups that were opened from here; their keys are their own.
  const isOwn = (event: KeyboardEvent) => section.current?.contains(event.target as Node) === true;
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (depth > 0 || !isOwn(event) || !runTrayKey(editor, event.nativeEvent)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.ctrlKey || !isOwn(event)) return;
    // In code, Escape closes a completion or lets Tab leave.
    if (!(event.target as Element).closest(".cm-editor")) cancel();
  };

  const isUnknown = (kind === "node" || kind === "config") && !editor.types.get(record.type);
  const noun = kind === "config" ? "config node" : kind === "node" || kind === "instance" ? "node" : "";
  const what = { title: session.title };
  const title = session.isNew
    ? noun === "config node"
      ? t("Add new {title} config node", what)
      : t("Add new {title} node", what)
    : noun === "config node"
      ? t("Edit {title} config node", what)
      : noun === "node"
        ? t("Edit {title} node", what)
        : t("Edit {title}", what);
  const users = kind === "config" && !session.isNew ? usersOf(record.id, editor.document) : [];
  const tabs = [
    { id: "properties", label: t("Properties") },
    ...(kind === "subflow" ? [{ id: "module", label: t("Module") }] : []),
    { id: "description", label: t("Description") },
    ...(kind === "flow" || kind === "group" || kind === "config"
      ? []
      : [{ id: "appearance", label: t("Appearance") }]),
  ];
  return (
    <section
      ref={section}
      role="dialog"
      aria-label={title}
      aria-hidden={depth > 0 || undefined}
      inert={depth > 0}
      tabIndex={-1}
      className={styles.tray}
      data-nested={isNested || undefined}
      style={{
        width: kind === "subflow" ? "40rem" : (WIDTHS[record.type] ?? "36rem"),
        translate: `${depth * -1.5}rem 0`,
      }}
      onKeyDownCapture={onKeyDownCapture}
      onKeyDown={onKeyDown}
    >
      <header className={styles.header}>
        <div className={styles.titles}>
          <h2 className={styles.title}>{title}</h2>
          {!session.isNew && <span className={styles.subtitle}>{record.id}</span>}
        </div>
        {editor.canWrite && !session.isNew && kind !== "flow" && kind !== "subflow" && (
          <Button
            variant="quiet"
            icon="trash"
            onPress={() => (users.length > 0 ? setAsks("delete") : remove())}
          >
            {t("Delete")}
          </Button>
        )}
        <span className={styles.spacer} />
        {(record.type === "function" || record.type === "template") && (
          <Suspense>
            <LibraryMenu nodeType={record.type} scope={scope} canWrite={editor.canWrite} />
          </Suspense>
        )}
        <Button onPress={() => cancel()}>{editor.canWrite ? t("Cancel") : t("Close")}</Button>
        {editor.canWrite && (
          <Button variant="primary" onPress={done}>
            {session.isNew ? t("Add") : t("Done")}
          </Button>
        )}
      </header>
      <TrayPeople id={record.id} />
      <FormHostContext value={host}>
        <div className={styles.body} data-form>
          <SectionTabs tabs={tabs} selected={tab} onSelect={setTab} label={t("Parts of the node")}>
            {tab === "properties" && (
              <>
                {isUnknown && <UnknownType record={record} />}
                {kind === "subflow" ? (
                  <Suspense>
                    <SubflowProperties record={record} scope={scope} />
                  </Suspense>
                ) : (
                  <SchemaForm fields={session.fields} scope={scope} credentials={credentials} />
                )}
              </>
            )}
            {tab === "module" && (
              <Suspense>
                <SubflowModule scope={scope} />
              </Suspense>
            )}
            {tab === "description" && <Description scope={scope} isReadOnly={!editor.canWrite} />}
            {tab === "appearance" && <Appearance session={session} scope={scope} />}
          </SectionTabs>
        </div>
      </FormHostContext>
      <footer className={styles.footer}>
        {kind !== "group" && kind !== "subflow" && (
          <label className={styles.enabled}>
            <input
              type="checkbox"
              disabled={!editor.canWrite}
              checked={kind === "flow" ? draft.values.disabled !== true : draft.values.d !== true}
              onChange={(event) =>
                scope.set(
                  kind === "flow" ? { disabled: !event.target.checked } : { d: !event.target.checked },
                )
              }
            />
            {t("Enabled")}
          </label>
        )}
        {kind === "config" && <ConfigFooter record={record} isNew={session.isNew} scope={scope} />}
        <span className={styles.spacer} />
        {editor.canWrite && (
          <span className={styles.hint}>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd> {t("Done")}
          </span>
        )}
        {kind === "node" && (
          <IconButton
            icon="book"
            size="sm"
            label={t("Show help")}
            onPress={() => {
              ui.set({ helpType: record.type });
              ui.showSidebar("help");
            }}
          />
        )}
      </footer>
      <AlertDialog
        title={t("Discard the changes?")}
        isOpen={asks === "discard"}
        onClose={() => setAsks(null)}
        confirmLabel={t("Discard")}
        cancelLabel={t("Keep editing")}
        isDestructive
        onConfirm={() => ui.closeTray()}
      >
        {t("What you changed has not been taken over yet.")}
      </AlertDialog>
      <AlertDialog
        title={t("Delete {label}?", { label: nodeLabel(record, document.types, document) })}
        isOpen={asks === "delete"}
        onClose={() => setAsks(null)}
        confirmLabel={t("Delete")}
        isDestructive
        onConfirm={remove}
      >
        {t(
          "It is used by {count, plural, one {one node, which} other {# nodes, which}} will not work without it.",
          {
            count: users.length,
          },
        )}
      </AlertDialog>
    </section>
  );
}

function usersOf(id: string, document: FlowDocument): NodeRecord[] {
  return configUsers(document).get(id) ?? [];
}
