/** What has changed in a file of a project: the flows as a picture of what differs, all else line by line. */

import { useEffect, useState } from "react";
import type { NodeRecord } from "../../document";
import { t } from "../../i18n";
import { Spinner } from "../../ui/Spinner";
import { useEditor } from "../editor";
import { DiffView } from "../versions/diff-view";
import { getFile } from "./api";
import styles from "./projects.module.css";

interface FlowDiffProps {
  project: string;
  path: string;
  /** Revisions; `_` is the file as it is now. */
  before: string;
  after: string;
}

/** The records of a flow file; none where there is no such file in the revision, null where it holds no flows. */
async function recordsOf(project: string, tree: string, path: string): Promise<NodeRecord[] | null> {
  try {
    const found: unknown = JSON.parse((await getFile(project, tree, path)).content);
    return Array.isArray(found) ? (found as NodeRecord[]) : null;
  } catch (error) {
    return error instanceof SyntaxError ? null : [];
  }
}

export function FlowDiff({ project, path, before, after }: FlowDiffProps) {
  const { types } = useEditor();
  const [sides, setSides] = useState<readonly (NodeRecord[] | null)[]>();
  useEffect(() => {
    let isShown = true;
    void Promise.all([recordsOf(project, before, path), recordsOf(project, after, path)]).then(
      (found) => isShown && setSides(found),
    );
    return () => {
      isShown = false;
    };
  }, [project, path, before, after]);
  if (!sides) return <Spinner />;
  const [old, now] = sides;
  return old && now ? (
    <div className={styles.wide}>
      <DiffView before={old} after={now} types={types} />
    </div>
  ) : (
    <p className={styles.facts}>{t("This cannot be shown as flows.")}</p>
  );
}

export const TextDiff = ({ text }: { text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
  <pre className={styles.diff} tabIndex={0}>
    {text}
  </pre>
);
