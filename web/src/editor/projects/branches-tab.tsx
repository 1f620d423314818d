/** Branches of a project, the repositories that it is shared by, and pushing and pulling. */

import { useEffect, useState } from "react";
import { t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { PasswordField, TextField } from "../../ui/Field";
import { Spinner } from "../../ui/Spinner";
import { notify } from "../../ui/Toast";
import {
  addRemote,
  type Branch,
  deleteBranch,
  getBranches,
  getRemotes,
  getStatus,
  type Project,
  pull,
  push,
  type Remote,
  removeRemote,
  type Status,
  switchBranch,
} from "./api";
import styles from "./projects.module.css";
import { startAgain, useWork } from "./working";

interface Found {
  status: Status;
  branches: readonly Branch[];
  remotes: readonly Remote[];
}

export function BranchesTab({ project: { name } }: { project: Project }) {
  const [found, setFound] = useState<Found | null>(null);
  const [branch, setBranch] = useState("");
  const [isBusy, run] = useWork();
  const load = () =>
    run(t("The branches could not be loaded"), async () => {
      const [status, { branches }, { remotes }] = await Promise.all([
        getStatus(name),
        getBranches(name),
        getRemotes(name),
      ]);
      setFound({ status, branches, remotes });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is shown
  useEffect(() => void load(), []);
  if (!found) return <Spinner />;
  const { status, branches, remotes } = found;
  const { local = "", remote: followed } = status.branches;
  const go = async (to: string, isNew: boolean) => {
    if (await run(t("The branch could not be changed"), () => switchBranch(name, to, isNew))) startAgain();
  };
  const send = async ({ name: remote }: Remote) => {
    const title = t("The commits could not be pushed");
    if (await run(title, () => push(name, `${remote}/${local}`, !followed))) {
      notify({ kind: "success", title: t("Pushed to {name}", { name: remote }) });
      await load();
    }
  };
  const get = async ({ name: remote }: Remote) => {
    if (await run(t("The commits could not be pulled"), () => pull(name, `${remote}/${local}`))) startAgain();
  };
  return (
    <div className={styles.form}>
      <section className={styles.part}>
        <h3>{t("Branches")}</h3>
        <ul className={styles.list}>
          {branches.map((item) => (
            <li key={item.name} className={styles.line}>
              <span className={styles.name}>{item.name}</span>
              {item.remote && <span className={styles.facts}>{item.remote}</span>}
              {item.current ? (
                <Badge tone="ok">{t("Open")}</Badge>
              ) : (
                <>
                  <Button size="sm" isDisabled={isBusy} onPress={() => void go(item.name, false)}>
                    {t("Open {name}", { name: item.name })}
                  </Button>
                  <IconButton
                    icon="trash"
                    size="sm"
                    label={t("Delete {name}", { name: item.name })}
                    onPress={async () => {
                      const title = t("The branch could not be deleted");
                      if (await run(title, () => deleteBranch(name, item.name))) await load();
                    }}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
        <form
          className={styles.entry}
          onSubmit={(event) => {
            event.preventDefault();
            void go(branch, true);
          }}
        >
          <div className={styles.name}>
            <TextField label={t("New branch")} value={branch} onChange={setBranch} mono />
          </div>
          <Button type="submit" isDisabled={!branch || isBusy}>
            {t("Make and open")}
          </Button>
        </form>
      </section>
      <section className={styles.part}>
        <h3>{t("Remotes")}</h3>
        {followed && (
          <p className={styles.facts}>
            {t("To push: {ahead}; to pull: {behind}, when the remote was last asked", {
              ahead: status.commits.ahead ?? 0,
              behind: status.commits.behind ?? 0,
            })}
          </p>
        )}
        <ul className={styles.list}>
          {remotes.map((item) => (
            <li key={item.name} className={styles.line}>
              <span className={styles.name}>
                {item.name} <span className={styles.facts}>{item.fetch}</span>
              </span>
              <Button size="sm" icon="download" isDisabled={isBusy} onPress={() => void get(item)}>
                {t("Pull")}
              </Button>
              <Button size="sm" icon="upload" isDisabled={isBusy} onPress={() => void send(item)}>
                {t("Push")}
              </Button>
              <IconButton
                icon="trash"
                size="sm"
                label={t("Delete {name}", { name: item.name })}
                onPress={async () => {
                  const title = t("The remote could not be deleted");
                  if (await run(title, () => removeRemote(name, item.name))) await load();
                }}
              />
            </li>
          ))}
        </ul>
        <NewRemote
          onAdd={async (remote) => {
            const isDone = await run(t("The remote could not be added"), () => addRemote(name, remote));
            if (isDone) await load();
            return isDone;
          }}
        />
      </section>
    </div>
  );
}

const NONE = { name: "origin", url: "", username: "", password: "" };

function NewRemote({ onAdd }: { onAdd: (remote: typeof NONE) => Promise<boolean> }) {
  const [values, setValues] = useState(NONE);
  const field = (name: keyof typeof NONE) => ({
    value: values[name],
    onChange: (value: string) => setValues({ ...values, [name]: value }),
  });
  return (
    <form
      className={styles.form}
      aria-label={t("Add a remote")}
      onSubmit={async (event) => {
        event.preventDefault();
        if (await onAdd(values)) setValues(NONE);
      }}
    >
      <TextField label={t("Name of the remote")} {...field("name")} isRequired mono />
      <TextField label={t("Address of the repository")} {...field("url")} isRequired mono />
      <TextField label={t("User name")} {...field("username")} autoComplete="off" />
      <PasswordField
        label={t("Password or token")}
        {...field("password")}
        autoComplete="off"
        description={t("Kept in memory until Wirelatch stops, for you alone.")}
      />
      <div className={styles.actions}>
        <Button type="submit">{t("Add a remote")}</Button>
      </div>
    </form>
  );
}
