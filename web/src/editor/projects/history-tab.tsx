/** The commits of the branch, with what each has changed. */

import { useEffect, useState } from "react";
import { language, t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Spinner } from "../../ui/Spinner";
import { type Commit, getCommit, getCommits, type Project } from "./api";
import { FlowDiff, TextDiff } from "./file-diff";
import styles from "./projects.module.css";
import { useWork } from "./working";

export function HistoryTab({ project }: { project: Project }) {
  const { name } = project;
  const [commits, setCommits] = useState<readonly Commit[] | null>(null);
  const [total, setTotal] = useState(0);
  const [shown, setShown] = useState<{ sha: string; text: string } | null>(null);
  const [, run] = useWork();
  const load = (before = "") =>
    run(t("The history could not be loaded"), async () => {
      const found = await getCommits(name, before);
      setCommits([...(before ? (commits ?? []) : []), ...found.commits]);
      setTotal(found.total);
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is shown
  useEffect(() => void load(), []);
  if (!commits) return <Spinner />;
  const show = ({ sha }: Commit) =>
    shown?.sha === sha
      ? setShown(null)
      : run(t("The commit could not be loaded"), async () =>
          setShown({ sha, text: (await getCommit(name, sha)).commit }),
        );
  return (
    <div className={styles.part}>
      <ol className={styles.list} aria-label={t("Commits")}>
        {commits.map((commit) => (
          <li key={commit.sha} className={styles.line}>
            <span className={styles.name}>
              {commit.subject}
              <br />
              <span className={styles.facts}>
                {[
                  commit.sha.slice(0, 7),
                  commit.author,
                  new Date(Number(commit.date) * 1000).toLocaleString(language(), {
                    dateStyle: "medium",
                    timeStyle: "short",
                  }),
                ].join(" · ")}
              </span>
            </span>
            <Button
              size="sm"
              variant="quiet"
              aria-expanded={shown?.sha === commit.sha}
              onPress={() => void show(commit)}
            >
              {t("Show what changed")}
            </Button>
            {shown?.sha === commit.sha && (
              <div className={styles.wide}>
                {project.files.flow && shown.text.includes(`b/${project.files.flow}`) && (
                  <FlowDiff
                    project={name}
                    path={project.files.flow}
                    before={`${commit.sha}~1`}
                    after={commit.sha}
                  />
                )}
                <TextDiff text={shown.text} />
              </div>
            )}
          </li>
        ))}
      </ol>
      {commits.length < total && (
        <div className={styles.actions}>
          <Button size="sm" onPress={() => void load(`${commits.at(-1)?.sha}~1`)}>
            {t("Show older commits")}
          </Button>
        </div>
      )}
    </div>
  );
}
