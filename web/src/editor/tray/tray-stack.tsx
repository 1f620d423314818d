/** The open edit trays: the top one is worked in, those below wait at its left. The workspace is shaded meanwhile. */

import { useUi } from "../store";
import { EditTray } from "./edit-tray";
import styles from "./tray.module.css";

export function TrayStack() {
  const trays = useUi((state) => state.trays);
  if (trays.length === 0) return null;
  return (
    <div className={styles.stack}>
      <div className={styles.shade} />
      {trays.map((tray, index) => (
        <EditTray key={tray.id} tray={tray} depth={trays.length - 1 - index} isNested={index > 0} />
      ))}
    </div>
  );
}
