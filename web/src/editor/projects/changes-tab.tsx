/** Changes that are not committed: staging, committing, taking back; and the conflicts of a merge. */

import { useEffect, useState } from "react";
import { t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { AlertDialog } from "../../ui/Dialog";
import { Banner } from "../../ui/Feedback";
import { TextField } from "../../ui/Field";
import { Spinner } from "../../ui/Spinner";
import {
  abortMerge,
  commit,
  getDiff,
  getStatus,
  type Project,
  resolve,
  revert,
  type Status,
  stage,
  unstage,
} from "./api";
import { FlowDiff, TextDiff } from "./file-diff";
import styles from "./projects.module.css";
import { startAgain, useWork } from "./working";

/** What git says of a file in both sides of a merge that contradict each other. */
const CONFLICTS = new Set(["DD", "AU", "UD", "UA", "DU", "AA", "UU"]);

export function ChangesTab({ project }: { project: Project }) {
  const { name } = project;
  const [status, setStatus] = useState<Status | null>(null);
  const [message, setMessage] = useState("");
  const [shown, setShown] = useState<{ path: string; text: string } | null>(null);
  const [lost, setLost] = useState("");
  const [isBusy, run] = useWork();
  const load = () => run(t("The changes could not be loaded"), async () => setStatus(await getStatus(name)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is shown
  useEffect(() => void load(), []);
  if (!status) return <Spinner />;
  const files = Object.entries(status.files).flatMap(([path, { status: code }]) =>
    code ? [{ path, code }] : [],
  );
  const conflicts = files.filter(({ code }) => CONFLICTS.has(code));
  const others = files.filter(({ code }) => !CONFLICTS.has(code));
  const staged = others.filter(({ code }) => code[0] !== " " && code[0] !== "?");
  const open = others.filter(({ code }) => code[1] !== " ");
  const failed = t("This could not be done");
  const take = (work: () => Promise<Status>) => run(failed, async () => setStatus(await work()));
  const show = (path: string, type: "tree" | "index") =>
    shown?.path === path
      ? setShown(null)
      : run(failed, async () => setShown({ path, text: (await getDiff(name, type, path)).diff }));
  const line = (path: string, code: string, isStaged: boolean) => (
    <li key={path} className={styles.line}>
      <Badge>
        {code === "??" ? t("new") : (isStaged ? code[0] : code[1]) === "D" ? t("deleted") : t("changed")}
      </Badge>
      <span className={styles.name}>{path}</span>
      <Button
        size="sm"
        variant="quiet"
        aria-label={t("Compare {name}", { name: path })}
        aria-expanded={shown?.path === path}
        onPress={() => void show(path, isStaged ? "index" : "tree")}
      >
        {t("Compare")}
      </Button>
      {isStaged ? (
        <IconButton
          icon="minus"
          size="sm"
          label={t("Unstage {name}", { name: path })}
          onPress={() => void take(() => unstage(name, path))}
        />
      ) : (
        <>
          {code !== "??" && (
            <IconButton
              icon="undo"
              size="sm"
              label={t("Take back changes of {name}", { name: path })}
              onPress={() => setLost(path)}
            />
          )}
          <IconButton
            icon="add"
            size="sm"
            label={t("Stage {name}", { name: path })}
            onPress={() => void take(() => stage(name, [path]))}
          />
        </>
      )}
      {shown?.path === path &&
        (path === project.files.flow ? (
          <FlowDiff project={name} path={path} before="HEAD" after="_" />
        ) : (
          <TextDiff text={shown.text || t("The file is new.")} />
        ))}
    </li>
  );
  const done = async () => {
    const isMerge = status.merging;
    const isDone = await run(t("The commit could not be made"), async () =>
      setStatus(await commit(name, message)),
    );
    if (!isDone) return;
    setMessage("");
    if (isMerge) startAgain();
  };
  return (
    <div className={styles.form}>
      {status.merging && (
        <Banner
          kind="warn"
          title={t("A merge is not finished")}
          actions={
            <Button
              size="sm"
              onPress={async () => {
                if (await run(failed, () => abortMerge(name))) startAgain();
              }}
            >
              {t("Give the merge up")}
            </Button>
          }
        >
          {conflicts.length > 0
            ? t("Choose for each file which side it is, then commit. Nothing can be deployed until then.")
            : t("Commit to finish it.")}
        </Banner>
      )}
      {conflicts.length > 0 && (
        <section className={styles.part}>
          <h3>{t("Conflicts")}</h3>
          <ul className={styles.list}>
            {conflicts.map(({ path }) => (
              <li key={path} className={styles.line}>
                <span className={styles.name}>{path}</span>
                {(["ours", "theirs"] as const).map((side) => (
                  <Button
                    key={side}
                    size="sm"
                    onPress={() =>
                      void take(async () => {
                        await resolve(name, path, side);
                        return getStatus(name);
                      })
                    }
                  >
                    {side === "ours" ? t("Use ours") : t("Use theirs")}
                  </Button>
                ))}
                {path === project.files.flow && (
                  <FlowDiff project={name} path={path} before=":2" after=":3" />
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.part}>
        <h3>{t("Changed files")}</h3>
        {open.length === 0 ? (
          <p className={styles.facts}>{t("Everything is committed or staged.")}</p>
        ) : (
          <ul className={styles.list}>{open.map(({ path, code }) => line(path, code, false))}</ul>
        )}
        {open.length > 1 && (
          <div className={styles.actions}>
            <Button
              size="sm"
              onPress={() =>
                void take(() =>
                  stage(
                    name,
                    open.map(({ path }) => path),
                  ),
                )
              }
            >
              {t("Stage all")}
            </Button>
          </div>
        )}
      </section>
      <section className={styles.part}>
        <h3>{t("To be committed")}</h3>
        {staged.length === 0 ? (
          <p className={styles.facts}>{t("Stage a file, and the next commit holds it.")}</p>
        ) : (
          <ul className={styles.list}>{staged.map(({ path, code }) => line(path, code, true))}</ul>
        )}
        <form
          className={styles.entry}
          onSubmit={(event) => {
            event.preventDefault();
            void done();
          }}
        >
          <div className={styles.name}>
            <TextField label={t("Message of the commit")} value={message} onChange={setMessage} />
          </div>
          <Button
            variant="primary"
            type="submit"
            isPending={isBusy}
            isDisabled={(staged.length === 0 && !status.merging) || conflicts.length > 0 || !message.trim()}
          >
            {t("Commit")}
          </Button>
        </form>
      </section>
      {lost && (
        <AlertDialog
          title={t("Take back changes of {name}", { name: lost })}
          isOpen
          isDestructive
          confirmLabel={t("Take back")}
          onClose={() => setLost("")}
          onConfirm={async () => {
            if (await run(failed, () => revert(name, lost))) startAgain();
          }}
        >
          <p>{t("The file becomes what was staged or committed last.")}</p>
        </AlertDialog>
      )}
    </div>
  );
}
