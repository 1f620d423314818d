/** Environment variables for all flows: they are kept in the flows, in the one `global-config` node. */

import { newId } from "../../document";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { useDocument, useEditor } from "../editor";
import { ui } from "../store";
import styles from "./settings.module.css";

const TYPE = "global-config";

export function EnvironmentPane() {
  const editor = useEditor();
  const document = useDocument();
  const config = document.all().find((record) => record.type === TYPE);
  const env = (Array.isArray(config?.env) ? config.env : []) as {
    name?: string;
    type?: string;
    value?: unknown;
  }[];
  const edit = () => {
    ui.closeDialog();
    ui.openTray(config ? { id: config.id } : { id: newId(), newType: TYPE });
  };
  return (
    <div className={styles.groups}>
      <p className={styles.text}>
        {t(
          "Variables that all flows can use, in properties and in functions. They are part of the flows and take effect with the next deploy.",
        )}
      </p>
      {env.length > 0 && (
        <table className={styles.keys}>
          <tbody>
            {env.map(({ name, type, value }) => (
              <tr key={name}>
                <td>
                  <code>{name}</code>
                </td>
                <td className={styles.where}>{type === "cred" ? "••••••" : String(value ?? "")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editor.canWrite && (
        <div>
          <Button icon="edit" onPress={edit}>
            {config ? t("Edit variables") : t("Add variables")}
          </Button>
        </div>
      )}
    </div>
  );
}
