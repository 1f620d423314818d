/** What this is, in which version. */

import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Logo } from "../../ui/Logo";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./dialogs.module.css";

export function AboutDialog() {
  const { session, types } = useEditor();
  return (
    <Dialog title={t("About")} isOpen onClose={ui.closeDialog} size="sm" isDismissable>
      <div className={styles.about}>
        <Logo />
        <p>{t("Flow programming with the lock built in.")}</p>
        <p className={styles.summary}>
          {t("Version {version}, {count, plural, one {# node type} other {# node types}} installed.", {
            version: session.version,
            count: [...types.all()].length,
          })}
        </p>
        <Button size="sm" icon="device" onPress={() => ui.open({ kind: "system-info" })}>
          {t("System information")}
        </Button>
      </div>
    </Dialog>
  );
}
