/** The projects there are: opening, making, cloning, deleting. */

import { useEffect, useState } from "react";
import { t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Choice";
import { AlertDialog, Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/Feedback";
import { PasswordField, TextField } from "../../ui/Field";
import { Spinner } from "../../ui/Spinner";
import { type DialogSpecs, ui } from "../store";
import { createProject, deleteProject, getProjects, openProject, type ProjectList } from "./api";
import styles from "./projects.module.css";
import { startAgain, useWork } from "./working";

export function ProjectsDialog({ isNew = false }: DialogSpecs["projects"]) {
  const [list, setList] = useState<ProjectList | null>(null);
  const [isMaking, setMaking] = useState(isNew);
  const [gone, setGone] = useState("");
  const [isBusy, run] = useWork();
  const load = () => run(t("The projects could not be loaded"), async () => setList(await getProjects()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => void load(), []);
  const open = async (name: string) => {
    if (await run(t("The project could not be opened"), () => openProject(name))) startAgain();
  };
  return (
    <Dialog
      title={isMaking ? t("New project") : t("Projects")}
      isOpen
      isDismissable={!isMaking}
      onClose={ui.closeDialog}
    >
      {!list ? (
        <Spinner />
      ) : isMaking ? (
        <NewProject isFirst={!list.active} onCancel={() => setMaking(false)} />
      ) : list.projects.length === 0 ? (
        <EmptyState
          icon="history"
          title={t("There is no project yet")}
          actions={
            <Button variant="primary" icon="add" onPress={() => setMaking(true)}>
              {t("New project")}
            </Button>
          }
        >
          {t("A project keeps the flows in a Git repository, with commits, branches and remotes.")}
        </EmptyState>
      ) : (
        <>
          <ul className={styles.list} aria-label={t("Projects")}>
            {list.projects.map((name) => (
              <li key={name} className={styles.line}>
                <span className={styles.name}>{name}</span>
                {name === list.active ? (
                  <Badge tone="ok">{t("Open")}</Badge>
                ) : (
                  <>
                    <Button size="sm" isDisabled={isBusy} onPress={() => void open(name)}>
                      {t("Open {name}", { name })}
                    </Button>
                    <IconButton
                      icon="trash"
                      size="sm"
                      label={t("Delete {name}", { name })}
                      onPress={() => setGone(name)}
                    />
                  </>
                )}
              </li>
            ))}
          </ul>
          <div className={styles.actions}>
            <Button icon="add" onPress={() => setMaking(true)}>
              {t("New project")}
            </Button>
          </div>
        </>
      )}
      {gone && (
        <AlertDialog
          title={t("Delete the project {name}?", { name: gone })}
          isOpen
          isDestructive
          confirmLabel={t("Delete")}
          onClose={() => setGone("")}
          onConfirm={async () => {
            if (await run(t("The project could not be deleted"), () => deleteProject(gone))) await load();
          }}
        >
          <p>{t("Its files and all commits that were not pushed are lost.")}</p>
        </AlertDialog>
      )}
    </Dialog>
  );
}

function NewProject({ isFirst, onCancel }: { isFirst: boolean; onCancel: () => void }) {
  const [values, setValues] = useState({
    name: "",
    summary: "",
    key: "",
    url: "",
    username: "",
    password: "",
  });
  const [isCloned, setCloned] = useState(false);
  const [isMigrated, setMigrated] = useState(isFirst);
  const [isBusy, run] = useWork();
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (value: string) => setValues({ ...values, [name]: value }),
  });
  const make = async () => {
    const { name, summary, key, url, username, password } = values;
    const login = username || password ? { username, password } : {};
    const body = {
      name,
      ...(key ? { credentialSecret: key } : {}),
      ...(isCloned
        ? { git: { remotes: { origin: { url, ...login } } } }
        : { summary, ...(isMigrated ? { migrateFiles: true } : {}) }),
    };
    if (await run(t("The project could not be made"), () => createProject(body))) startAgain();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <TextField
        label={t("Name")}
        {...field("name")}
        isRequired
        autoFocus
        pattern="[A-Za-z0-9_][A-Za-z0-9_.\-]*"
        description={t("Letters, digits, hyphens, underscores and dots; it names the folder.")}
      />
      <Checkbox isSelected={isCloned} onChange={setCloned}>
        {t("Clone a repository")}
      </Checkbox>
      {isCloned ? (
        <>
          <TextField
            label={t("Address of the repository")}
            {...field("url")}
            isRequired
            mono
            placeholder="https://example.org/flows.git"
          />
          <TextField label={t("User name")} {...field("username")} autoComplete="off" />
          <PasswordField label={t("Password or token")} {...field("password")} autoComplete="off" />
        </>
      ) : (
        <>
          <TextField label={t("Description")} {...field("summary")} />
          {isFirst && (
            <Checkbox isSelected={isMigrated} onChange={setMigrated}>
              {t("Begin with the flows that run now")}
            </Checkbox>
          )}
        </>
      )}
      <PasswordField
        label={t("Encryption key")}
        {...field("key")}
        autoComplete="off"
        description={t("Encrypts the credentials. Without a key they are plain text in the repository.")}
      />
      <div className={styles.actions}>
        <Button onPress={onCancel}>{t("Cancel")}</Button>
        <Button variant="primary" type="submit" isPending={isBusy}>
          {isCloned ? t("Clone and open") : t("Make and open")}
        </Button>
      </div>
    </form>
  );
}
