/** What this is, in which version. */

import { Dialog } from "../../ui/Dialog";
import { Logo } from "../../ui/Logo";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./dialogs.module.css";

export function AboutDialog() {
  const { session, types } = useEditor();
  return (
    <Dialog title="About" isOpen onClose={ui.closeDialog} size="sm" isDismissable>
      <div className={styles.about}>
        <Logo />
        <p>Flow programming with the lock built in.</p>
        <p className={styles.summary}>
          Version {session.version}, {[...types.all()].length} node types installed.
        </p>
      </div>
    </Dialog>
  );
}
