/** The deploy button with the menu of what a deploy restarts. It is quiet while there is nothing to deploy. */

import type { DeployKind } from "../../api";
import { msg, t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { MenuItem, MenuSection, SplitButton } from "../../ui/Menu";
import { useDocument, useEditor } from "../editor";
import { setFlowsState, useRuntime } from "../runtime/state";
import { ui, useUi } from "../store";
import { deploy } from "./deploy";
import styles from "./deploy.module.css";

type Kind = Exclude<DeployKind, "reload">;

const KINDS: { kind: Kind; label: string; description: string }[] = [
  { kind: "full", label: msg("Full"), description: msg("Deploys and restarts everything") },
  {
    kind: "flows",
    label: msg("Modified flows"),
    description: msg("Restarts only flows that contain changed nodes"),
  },
  {
    kind: "nodes",
    label: msg("Modified nodes"),
    description: msg("Restarts only the nodes that were changed"),
  },
];

export function DeployButton() {
  const editor = useEditor();
  const document = useDocument();
  const deployKind = useUi((state) => state.deployKind);
  const isDeploying = useUi((state) => state.isDeploying);
  const isEditing = useUi((state) => state.trays.length > 0);
  const isOther = useUi((state) => state.theirRevision !== null);
  const isRunning = useRuntime(({ state }) => state === "start");
  if (!editor.canWrite) return <Badge icon="eye">{t("View only")}</Badge>;
  const isDirty = document.isDirty();
  const count = isDirty ? document.changedIds().size + document.removedRecords().length : 0;
  const act = (key: string) => {
    if (key === "reload") void deploy(editor, "reload");
    else if (key === "state") void setFlowsState(isRunning ? "stop" : "start");
    else if (key === "changes") ui.open({ kind: "flow-diff", against: "deployed" });
    else if (key === "versions") ui.open({ kind: "versions" });
    else ui.set({ deployKind: key as Kind });
  };
  return (
    <div className={styles.deploy} data-dirty={isDirty || undefined}>
      <SplitButton
        label={t("Deploy")}
        icon={isOther ? "warning" : "deploy"}
        menuLabel={t("Deploy options")}
        isPending={isDeploying}
        isDisabled={isEditing}
        variant={isDirty && !isEditing ? "primary" : "secondary"}
        onPress={() => void deploy(editor)}
        onAction={(key) => act(String(key))}
      >
        <MenuSection title={t("When you press Deploy")} selectionMode="single" selectedKeys={[deployKind]}>
          {KINDS.map(({ kind, label, description }) => (
            <MenuItem key={kind} id={kind} textValue={t(label)} description={t(description)}>
              {t(label)}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection>
          <MenuItem
            id="reload"
            icon="restart"
            textValue={t("Restart flows")}
            description={t("Restarts what is deployed, as it is")}
          >
            {t("Restart flows")}
          </MenuItem>
          <MenuItem
            id="state"
            icon={isRunning ? "stop" : "play"}
            textValue={isRunning ? t("Stop flows") : t("Start flows")}
          >
            {isRunning ? t("Stop flows") : t("Start flows")}
          </MenuItem>
        </MenuSection>
        <MenuSection>
          <MenuItem
            id="changes"
            icon="edit"
            isDisabled={count === 0}
            textValue={t("Show changes")}
            description={
              count === 0
                ? t("Everything is deployed")
                : t("{count, plural, one {# change is} other {# changes are}} not deployed", { count })
            }
          >
            {t("Show changes")}
          </MenuItem>
          <MenuItem
            id="versions"
            icon="history"
            textValue={t("Version history")}
            description={t("Compare and restore what was deployed")}
          >
            {t("Version history")}
          </MenuItem>
        </MenuSection>
      </SplitButton>
    </div>
  );
}
