/** Somebody else has deployed: what they changed, whether both can be joined, and what cannot be decided by itself. */

import { useEffect, useMemo, useState } from "react";
import { errorText, type FlowsAnswer, getFlows } from "../../api";
import { merge, nodeLabel, type Side } from "../../document";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { Spinner } from "../../ui/Spinner";
import { notify } from "../../ui/Toast";
import { applyMerge, deploy, reloadFlows } from "../deploy/deploy";
import { useEditor } from "../editor";
import { type DialogSpecs, ui } from "../store";
import { Conflicts, DiffView } from "./diff-view";
import styles from "./versions.module.css";

export function DeployConflict(spec: DialogSpecs["deploy-conflict"]) {
  const editor = useEditor();
  const { document, types } = editor;
  const [theirs, setTheirs] = useState<FlowsAnswer | null>(null);
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const [isReviewing, setReviewing] = useState(false);
  const [base] = useState(() => document.deployedRecords());
  const [mine] = useState(() => document.toJSON());
  useEffect(() => {
    getFlows().then(setTheirs, (error) => {
      ui.closeDialog();
      notify({ kind: "error", title: t("The flows could not be loaded"), description: errorText(error) });
    });
  }, []);
  const merged = useMemo(
    () => theirs && merge(base, mine, theirs.flows, choices),
    [base, mine, theirs, choices],
  );
  const open = merged?.conflicts.filter(({ id }) => !choices.has(id)).length ?? 0;
  const nameOf = (id: string) => {
    const record =
      document.get(id) ?? theirs?.flows.find((other) => other.id === id) ?? document.deployedRecord(id);
    return record ? nodeLabel(record, types, document) : id;
  };
  const finish = (isDeployed: boolean) => {
    if (!theirs || !merged) return;
    applyMerge(editor, theirs, merged.records);
    ui.closeDialog();
    if (isDeployed) void deploy(editor, spec.deploy, { isConfirmed: true, comment: t("Merged") });
    else notify({ kind: "success", title: t("Merged"), description: t("Deploy when you are ready.") });
  };
  return (
    <Dialog
      title={t("Somebody else has deployed")}
      size="lg"
      isOpen
      onClose={ui.closeDialog}
      footer={
        <>
          <Button
            variant="danger"
            onPress={() => void deploy(editor, spec.deploy, { isConfirmed: true, isForced: true })}
          >
            {t("Ignore and deploy")}
          </Button>
          <Button onPress={() => void reloadFlows(editor)}>{t("Load theirs")}</Button>
          <span className={styles.space} />
          <Button onPress={ui.closeDialog}>{t("Cancel")}</Button>
          <Button
            variant={spec.isNews ? "primary" : "secondary"}
            isDisabled={!merged || open > 0}
            onPress={() => finish(false)}
          >
            {t("Merge")}
          </Button>
          {!spec.isNews && (
            <Button variant="primary" isDisabled={!merged || open > 0} onPress={() => finish(true)}>
              {t("Merge and deploy")}
            </Button>
          )}
        </>
      }
    >
      {!theirs || !merged ? (
        <Spinner />
      ) : (
        <>
          <p className={styles.verdict} data-open={open > 0 || undefined}>
            <Icon name={open > 0 ? "warning" : "ok"} />
            {merged.conflicts.length === 0
              ? t("The flows that run now are not those that you started from. Both changes fit together.")
              : open > 0
                ? t(
                    "{count, plural, one {One thing was} other {# things were}} changed on both sides. Choose which to take.",
                    { count: open },
                  )
                : t("All conflicts are decided.")}
          </p>
          {merged.conflicts.length > 0 && (
            <Conflicts
              conflicts={merged.conflicts}
              choices={choices}
              nameOf={nameOf}
              onChoose={(id, side) => setChoices(new Map(choices).set(id, side))}
            />
          )}
          <Button
            size="sm"
            icon={isReviewing ? "chevron-down" : "chevron-right"}
            aria-expanded={isReviewing}
            onPress={() => setReviewing(!isReviewing)}
          >
            {t("Review their changes")}
          </Button>
          {isReviewing && <DiffView before={base} after={theirs.flows} types={types} />}
        </>
      )}
    </Dialog>
  );
}
