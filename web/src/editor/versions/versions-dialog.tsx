/** The version history: every deploy with who made it, compared with what is here or with another, restored, named. */

import { useEffect, useState } from "react";
import {
  describeVersion,
  errorText,
  getVersion,
  getVersions,
  type Version,
  type VersionList,
  versionAddress,
} from "../../api";
import type { NodeRecord } from "../../document";
import { language, msg, t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextArea, TextField } from "../../ui/Field";
import { Spinner } from "../../ui/Spinner";
import { notify } from "../../ui/Toast";
import { deploy, showFirstFlow } from "../deploy/deploy";
import { type Editor, useEditor } from "../editor";
import { ui } from "../store";
import { DiffView } from "./diff-view";
import styles from "./versions.module.css";

const DEPLOYS: Record<Version["kind"], string> = {
  full: msg("Full deploy"),
  flows: msg("Modified flows"),
  nodes: msg("Modified nodes"),
  reload: msg("Loaded from file"),
  found: msg("Found on file"),
};

type Against = "before" | "here" | number;

const failed = (error: unknown) =>
  void notify({ kind: "error", title: t("The versions could not be loaded"), description: errorText(error) });

export function VersionsDialog() {
  const editor = useEditor();
  const [list, setList] = useState<VersionList | null>(null);
  const [number, setNumber] = useState<number | null>(null);
  useEffect(() => {
    getVersions().then((found) => {
      setList(found);
      setNumber(found.versions[0]?.number ?? null);
    }, failed);
  }, []);
  const more = () =>
    getVersions(list?.versions.at(-1)?.number).then(
      (found) => setList({ ...found, versions: [...(list?.versions ?? []), ...found.versions] }),
      failed,
    );
  const changed = (version: Version) =>
    list &&
    setList({
      ...list,
      versions: list.versions.map((old) => (old.number === version.number ? version : old)),
    });
  const chosen = list?.versions.find((version) => version.number === number);
  // Older versions may say the same; the newest of them is the one that was deployed.
  const live = list?.versions.find((version) => version.revision === list.revision);
  return (
    <Dialog title={t("Version history")} size="full" isOpen isDismissable onClose={ui.closeDialog}>
      {!list ? (
        <Spinner />
      ) : list.versions.length === 0 ? (
        <p className={styles.empty}>
          {t("There is no version yet. Each deploy makes one, with who deployed and what was changed.")}
        </p>
      ) : (
        <div className={styles.history}>
          <nav className={styles.versions} aria-label={t("Versions")}>
            <ol>
              {list.versions.map((version) => (
                <li key={version.number}>
                  <button
                    type="button"
                    aria-current={version.number === number || undefined}
                    onClick={() => setNumber(version.number)}
                  >
                    <VersionLine version={version} isLive={version === live} />
                  </button>
                </li>
              ))}
            </ol>
            {list.has_more && (
              <Button size="sm" onPress={() => void more()}>
                {t("Show older versions")}
              </Button>
            )}
          </nav>
          {chosen && (
            <VersionDetail
              key={chosen.number}
              editor={editor}
              version={chosen}
              versions={list.versions}
              onChange={changed}
            />
          )}
        </div>
      )}
    </Dialog>
  );
}

const when = (version: Version): string =>
  new Date(version.at).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });

function VersionLine({ version, isLive }: { version: Version; isLive: boolean }) {
  return (
    <>
      <span className={styles.versionName}>
        {version.name || t("Version {number}", { number: version.number })}
        {isLive && <Badge tone="ok">{t("Running")}</Badge>}
      </span>
      <span className={styles.versionFacts}>
        {when(version)}
        {version.author && ` · ${version.author}`}
      </span>
      <span className={styles.versionFacts}>
        <Change count={version.added} sign="+" kind="added" />
        <Change count={version.changed} sign="±" kind="changed" />
        <Change count={version.moved} sign="↔" kind="moved" />
        <Change count={version.removed} sign="−" kind="removed" />
        {version.flows.slice(0, 2).join(", ")}
        {version.flows.length > 2 && " …"}
      </span>
    </>
  );
}

function Change({ count, sign, kind }: { count: number; sign: string; kind: string }) {
  return count > 0 ? (
    <span className={styles.change} data-kind={kind}>
      {sign}
      {count}
    </span>
  ) : null;
}

/** Takes an answer, unless something else is shown by the time it comes: the end of an effect. */
function whileShown<T>(answer: Promise<T>, take: (found: T) => void): () => void {
  let isShown = true;
  answer.then(
    (found) => isShown && take(found),
    (error) => isShown && failed(error),
  );
  return () => {
    isShown = false;
  };
}

interface DetailProps {
  editor: Editor;
  version: Version;
  versions: readonly Version[];
  onChange: (version: Version) => void;
}

function VersionDetail({ editor, version, versions, onChange }: DetailProps) {
  const [against, setAgainst] = useState<Against>("before");
  const [flows, setFlows] = useState<NodeRecord[] | null>(null);
  const [other, setOther] = useState<NodeRecord[] | null>(null);
  const older = versions.find(({ number }) => number < version.number)?.number;
  useEffect(() => {
    return whileShown(getVersion(version.number), (found) => setFlows(found.flows));
  }, [version.number]);
  useEffect(() => {
    setOther(null);
    if (against === "here") setOther(editor.document.toJSON());
    else if (against === "before" && older === undefined) setOther([]);
    else
      return whileShown(getVersion(against === "before" ? (older ?? 0) : against), (found) =>
        setOther(found.flows),
      );
  }, [against, older, editor]);
  const isLater = against === "here" || (typeof against === "number" && against > version.number);
  return (
    <section className={styles.version} aria-label={t("Version {number}", { number: version.number })}>
      <header>
        <div>
          <h2>{version.name || t("Version {number}", { number: version.number })}</h2>
          <p className={styles.versionFacts}>
            {[when(version), version.author, t(DEPLOYS[version.kind])].filter(Boolean).join(" · ")}
            {" · "}
            {t("{count, plural, one {# record} other {# records}}", { count: version.nodes })}
          </p>
          {version.comment && <p>{version.comment}</p>}
        </div>
        <div className={styles.actions}>
          <Button
            icon="download"
            size="sm"
            onPress={() => window.location.assign(versionAddress(version.number))}
          >
            {t("Download")}
          </Button>
          {editor.canWrite && flows && (
            <>
              <Button size="sm" icon="undo" onPress={() => restore(editor, version, flows, false)}>
                {t("Load into the editor")}
              </Button>
              <Button
                size="sm"
                variant="primary"
                icon="deploy"
                onPress={() => restore(editor, version, flows, true)}
              >
                {t("Restore and deploy")}
              </Button>
            </>
          )}
        </div>
      </header>
      {editor.canWrite && <Description version={version} onChange={onChange} />}
      <label className={styles.against}>
        {t("Compare with")}{" "}
        <select
          value={String(against)}
          onChange={({ target: { value } }) =>
            setAgainst(value === "before" || value === "here" ? value : Number(value))
          }
        >
          <option value="before">{t("the version before it")}</option>
          <option value="here">{t("what is open here")}</option>
          {versions
            .filter(({ number }) => number !== version.number)
            .map((item) => (
              <option key={item.number} value={item.number}>
                {item.name || t("Version {number}", { number: item.number })} · {when(item)}
              </option>
            ))}
        </select>
      </label>
      {flows && other ? (
        <DiffView before={isLater ? flows : other} after={isLater ? other : flows} types={editor.types} />
      ) : (
        <Spinner />
      )}
    </section>
  );
}

function Description({ version, onChange }: { version: Version; onChange: (version: Version) => void }) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(version.name);
  const [comment, setComment] = useState(version.comment);
  const save = () =>
    describeVersion(version.number, { name, comment }).then(
      (saved) => {
        onChange(saved);
        setOpen(false);
      },
      (error) =>
        void notify({ kind: "error", title: t("The name could not be kept"), description: errorText(error) }),
    );
  if (!isOpen) {
    return (
      <Button size="sm" icon="edit" onPress={() => setOpen(true)}>
        {version.name ? t("Change name and comment") : t("Give it a name")}
      </Button>
    );
  }
  return (
    <form
      className={styles.description}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={t("Name")}
        value={name}
        onChange={setName}
        maxLength={255}
        description={t("Versions with a name are kept for ever.")}
        autoFocus
      />
      <TextArea label={t("Comment")} value={comment} onChange={setComment} />
      <div className={styles.actions}>
        <Button onPress={() => setOpen(false)}>{t("Cancel")}</Button>
        <Button variant="primary" type="submit">
          {t("Save")}
        </Button>
      </div>
    </form>
  );
}

/** Makes a version what is open here, as one step that can be undone; deployed at once where that is wanted. */
function restore(editor: Editor, version: Version, flows: readonly NodeRecord[], isDeployed: boolean): void {
  const label = t("Restore version {number}", { number: version.number });
  editor.document.become(flows, label);
  ui.closeDialog();
  if (!editor.document.get(ui.get().flow)) showFirstFlow(editor);
  if (isDeployed) void deploy(editor, undefined, { isConfirmed: true, comment: label });
  else {
    notify({
      kind: "info",
      title: t("Version {number} is loaded", { number: version.number }),
      description: t("It runs when you deploy. Undo takes it back."),
    });
  }
}
