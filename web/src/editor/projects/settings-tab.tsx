/** What is said of a project: description, version, README, dependencies; and the key of its credentials. */

import { useState } from "react";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Choice";
import { Banner } from "../../ui/Feedback";
import { PasswordField, TextArea, TextField } from "../../ui/Field";
import { notify } from "../../ui/Toast";
import { changeProject, type Project } from "./api";
import styles from "./projects.module.css";
import { startAgain, useWork } from "./working";

interface Props {
  project: Project;
  onChange: (project: Project) => void;
}

const linesOf = (dependencies: Record<string, string>) =>
  Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join("\n");

/** `name version` a line; a name alone is any version. */
const dependenciesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([name, version = "*"]) => (name ? [[name, version]] : [])),
  );

export function SettingsTab({ project, onChange }: Props) {
  const [summary, setSummary] = useState(project.summary ?? "");
  const [version, setVersion] = useState(project.version ?? "");
  const [readme, setReadme] = useState(project.description);
  const [dependencies, setDependencies] = useState(() => linesOf(project.dependencies));
  const [isBusy, run] = useWork();
  const save = () =>
    run(t("The project could not be changed"), async () => {
      const body = { summary, version, description: readme, dependencies: dependenciesOf(dependencies) };
      onChange(await changeProject(project.name, body));
      notify({
        kind: "success",
        title: t("The project is changed"),
        description: t("Commit it to keep it."),
      });
    });
  return (
    <div className={styles.form}>
      {(project.empty || !project.files.flow) && (
        <Banner
          kind="warn"
          title={t("This repository holds no project yet")}
          actions={
            <Button
              size="sm"
              onPress={async () => {
                const title = t("The project could not be changed");
                if (await run(title, () => changeProject(project.name, { initialise: true }))) startAgain();
              }}
            >
              {t("Make the files")}
            </Button>
          }
        />
      )}
      <TextField label={t("Description")} value={summary} onChange={setSummary} />
      <TextField label={t("Version")} value={version} onChange={setVersion} />
      <TextArea label={t("README")} value={readme} onChange={setReadme} rows={8} />
      <TextArea
        label={t("Dependencies")}
        description={t("Modules with their version, one a line.")}
        value={dependencies}
        onChange={setDependencies}
        rows={3}
      />
      <div className={styles.actions}>
        <Button variant="primary" isPending={isBusy} onPress={() => void save()}>
          {t("Save")}
        </Button>
      </div>
      <Key project={project} onChange={onChange} />
    </div>
  );
}

function Key({ project, onChange }: Props) {
  const [key, setKey] = useState("");
  const [current, setCurrent] = useState("");
  const [isReset, setReset] = useState(false);
  const [isBusy, run] = useWork();
  const { credentialsEncrypted, credentialSecretInvalid: isInvalid } = project.settings;
  const change = async () => {
    const body = {
      credentialSecret: key,
      ...(isReset ? { resetCredentialSecret: true } : { currentCredentialSecret: current }),
    };
    const isDone = await run(t("The key could not be changed"), async () =>
      onChange(await changeProject(project.name, body)),
    );
    if (!isDone) return;
    if (isReset || isInvalid) startAgain();
    setKey("");
    setCurrent("");
    notify({ kind: "success", title: t("The credentials have another key") });
  };
  return (
    <form
      className={styles.part}
      onSubmit={(event) => {
        event.preventDefault();
        void change();
      }}
    >
      <h3>{t("Encryption key")}</h3>
      {isInvalid && (
        <Banner kind="danger" title={t("The credentials cannot be decrypted with the key that is known")} />
      )}
      {!credentialsEncrypted && !isInvalid && (
        <Banner kind="warn" title={t("The credentials are plain text in the repository")} />
      )}
      {credentialsEncrypted && !isInvalid && !isReset && (
        <PasswordField label={t("Present key")} value={current} onChange={setCurrent} autoComplete="off" />
      )}
      <PasswordField
        label={isInvalid && !isReset ? t("The right key") : t("New key")}
        value={key}
        onChange={setKey}
        autoComplete="off"
        isRequired
      />
      <Checkbox
        isSelected={isReset}
        onChange={setReset}
        description={t("For a key that nobody knows any more: all credentials have to be entered again.")}
      >
        {t("Throw the credentials away")}
      </Checkbox>
      <div className={styles.actions}>
        <Button type="submit" isPending={isBusy} isDisabled={!key}>
          {t("Change the key")}
        </Button>
      </div>
    </form>
  );
}
