/** Below the form of a config node: where it can be used, and who uses it. */

import { configUsers, isConfig, type NodeRecord, nodeLabel } from "../../document";
import type { FormScope } from "../../forms";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { MenuButton, MenuItem, MenuSection } from "../../ui/Menu";
import { useDocument, useEditor } from "../editor";
import { showFlow } from "../flows";
import { ui } from "../store";
import styles from "./tray.module.css";

interface ConfigFooterProps {
  record: NodeRecord;
  isNew: boolean;
  scope: FormScope;
}

export function ConfigFooter({ record, isNew, scope }: ConfigFooterProps) {
  const document = useDocument();
  const users = isNew ? [] : (configUsers(document).get(record.id) ?? []);
  const z = scope.get("z");
  const outside = typeof z === "string" && z !== "" ? users.filter((user) => user.z !== z).length : 0;
  return (
    <>
      <ScopeSelect scope={scope} />
      {outside > 0 && (
        <span className={styles.unfit} role="status">
          <Icon name="warning" size="xs" />
          {t("{n, plural, one {# node that uses it stands} other {# nodes that use it stand}} elsewhere", {
            n: outside,
          })}
        </span>
      )}
      {users.length > 0 ? (
        <UsersMenu users={users} />
      ) : (
        !isNew && (
          <span className={styles.unfit} title={t("Nothing uses it: deploying warns of it.")}>
            {t("Not used")}
          </span>
        )
      )}
    </>
  );
}

/** Who uses it; choosing one shows it. */
function UsersMenu({ users }: { users: NodeRecord[] }) {
  const editor = useEditor();
  const { document, types, canvas } = editor;
  const label = (record: NodeRecord) => nodeLabel(record, types, document) || record.type;
  const flows = [...new Set(users.map((user) => user.z ?? ""))];
  const show = (id: string) => {
    const user = document.get(id);
    if (!user) return;
    if (isConfig(user)) return ui.openTray({ id });
    ui.closeTray();
    if (user.z) showFlow(editor, user.z);
    canvas?.revealNode(id);
  };
  return (
    <MenuButton
      label={t("Used by {n, plural, one {# node} other {# nodes}}", { n: users.length })}
      showLabel
      size="sm"
      variant="quiet"
      placement="top end"
      onAction={(key) => show(String(key))}
    >
      {flows.map((flow) => (
        <MenuSection
          key={flow || "everywhere"}
          title={document.get(flow) ? label(document.get(flow)!) : t("On all flows")}
        >
          {users
            .filter((user) => (user.z ?? "") === flow)
            .map((user) => (
              <MenuItem key={user.id} id={user.id} description={label(user) === user.type ? "" : user.type}>
                {label(user)}
              </MenuItem>
            ))}
        </MenuSection>
      ))}
    </MenuButton>
  );
}

/** Where a config node can be used: everywhere, or on one flow. */
function ScopeSelect({ scope }: { scope: FormScope }) {
  const { document, canWrite } = useEditor();
  return (
    <select
      className={styles.scope}
      aria-label={t("Available on")}
      disabled={!canWrite}
      value={String(scope.get("z") ?? "")}
      onChange={(event) => scope.set({ z: event.target.value || undefined })}
    >
      <option value="">{t("On all flows")}</option>
      {[...document.tabs(), ...document.subflows()].map((flow) => (
        <option key={flow.id} value={flow.id}>
          {nodeLabel(flow, document.types, document)}
        </option>
      ))}
    </select>
  );
}
