/** The questions of a deploy: warnings before it, and what to do when somebody else deployed meanwhile. */

import { useId, useState } from "react";
import { msg, t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { useEditor } from "../editor";
import { choose } from "../preferences";
import { type DeployProblem, type DialogSpecs, ui } from "../store";
import { deploy, markSeen, WARNINGS } from "./deploy";
import styles from "./deploy.module.css";

const TITLES: Record<DeployProblem["what"], string> = {
  unknown: msg("Types that are not installed: these nodes will not run, the others will"),
  invalid: msg("Nodes whose properties need attention"),
  unused: msg("Config nodes that nothing uses"),
};

export function DeployWarnings(spec: DialogSpecs["deploy-warnings"]) {
  const editor = useEditor();
  const id = useId();
  /** The kinds that are not to be warned of again. */
  const [last, setLast] = useState<readonly DeployProblem["what"][]>([]);
  const reveal = (id: string) => {
    ui.closeDialog();
    if (editor.document.get(id)?.x === undefined) ui.openTray({ id });
    else editor.canvas?.revealNode(id);
  };
  return (
    <Dialog
      title={t("Deploy with these warnings?")}
      isOpen
      onClose={ui.closeDialog}
      footer={
        <>
          <Button onPress={ui.closeDialog}>{t("Cancel")}</Button>
          <Button
            variant="primary"
            onPress={() => {
              if (last.length > 0)
                choose(editor, Object.fromEntries(last.map((what) => [WARNINGS[what], false])));
              markSeen(spec.problems);
              void deploy(editor, spec.deploy, { isConfirmed: true });
            }}
          >
            {t("Deploy anyway")}
          </Button>
        </>
      }
    >
      {(["unknown", "invalid", "unused"] as const).map((what) => {
        const list = spec.problems.filter((problem) => problem.what === what);
        return (
          list.length > 0 && (
            <section key={what} className={styles.problems}>
              <h3 id={`${id}-${what}`}>{t(TITLES[what])}</h3>
              <ul>
                {list.map((problem) => (
                  <li key={problem.id}>
                    <button type="button" onClick={() => reveal(problem.id)}>
                      <Icon name={what === "unused" ? "info" : "warning"} size="xs" />
                      <span className={styles.problemName}>{problem.label}</span>
                      <span className={styles.problemDetail}>{problem.detail}</span>
                      <span className={styles.problemFlow}>{problem.flow}</span>
                    </button>
                  </li>
                ))}
              </ul>
              <label className={styles.notAgain}>
                <input
                  type="checkbox"
                  aria-describedby={`${id}-${what}`}
                  checked={last.includes(what)}
                  onChange={(event) =>
                    setLast(event.target.checked ? [...last, what] : last.filter((other) => other !== what))
                  }
                />
                {t("Do not warn of this again")}
              </label>
            </section>
          )
        );
      })}
    </Dialog>
  );
}
