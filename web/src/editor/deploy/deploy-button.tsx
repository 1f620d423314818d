/** The deploy button with the menu of what a deploy restarts. It is quiet while there is nothing to deploy. */

import type { DeployKind } from "../../api";
import { msg, t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { MenuItem, MenuSection, SplitButton } from "../../ui/Menu";
import { useDocument, useEditor } from "../editor";
import { ui, useUi } from "../store";
import { deploy } from "./deploy";
import styles from "./deploy.module.css";

const KINDS: { kind: Exclude<DeployKind, "reload">; label: string; description: string }[] = [
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
  if (!editor.canWrite) return <Badge icon="eye">{t("View only")}</Badge>;
  return (
    <div className={styles.deploy} data-dirty={document.isDirty() || undefined}>
      <SplitButton
        label={t("Deploy")}
        icon={isOther ? "warning" : "deploy"}
        menuLabel={t("Deploy options")}
        isPending={isDeploying}
        isDisabled={isEditing}
        variant={document.isDirty() && !isEditing ? "primary" : "secondary"}
        onPress={() => void deploy(editor)}
        onAction={(key) => {
          if (key === "reload") void deploy(editor, "reload");
          else ui.set({ deployKind: key as Exclude<DeployKind, "reload"> });
        }}
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
        </MenuSection>
      </SplitButton>
    </div>
  );
}
