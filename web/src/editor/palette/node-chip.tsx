/** A node type as it looks in the palette and in lists: a small node with icon, name and ports. */

import type { NodeType } from "../../document";
import { nodeIcon } from "../../ui/icons";
import styles from "./palette.module.css";

export function NodeChip({ type, icon, label }: { type: NodeType; icon?: string; label?: string }) {
  return (
    <span className={styles.chip} data-align={type.align} style={{ backgroundColor: type.color }}>
      {type.inputs > 0 && <span className={styles.portIn} />}
      <span className={styles.chipIcon}>
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d={nodeIcon(icon ?? type.icon)} />
        </svg>
      </span>
      <span className={styles.chipLabel}>{label ?? type.palette_label}</span>
      {type.outputs > 0 && <span className={styles.portOut} />}
    </span>
  );
}
