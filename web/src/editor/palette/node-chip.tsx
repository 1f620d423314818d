/** A node type as it looks in the palette and in lists: a small node with icon, name and ports. */

import type { NodeType } from "../../document";
import { NodeIcon } from "../icons/node-icon";
import styles from "./palette.module.css";

export function NodeChip({ type, icon, label }: { type: NodeType; icon?: string; label?: string }) {
  return (
    <span
      className={styles.chip}
      data-align={type.align}
      data-pale={isPale(type.color) || undefined}
      style={{ backgroundColor: type.color }}
    >
      {type.inputs > 0 && <span className={styles.portIn} />}
      <span className={styles.chipIcon}>
        <NodeIcon name={icon || type.icon} otherwise={type.icon} isPlain />
      </span>
      <span className={styles.chipLabel}>{label ?? type.palette_label}</span>
      {type.outputs > 0 && <span className={styles.portOut} />}
    </span>
  );
}

/** Whether a colour is so light that a white drawing would not be seen on it. */
function isPale(color: string): boolean {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(
    color.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3"),
  );
  const parts = hex
    ? hex.slice(1).map((part) => Number.parseInt(part, 16))
    : (color.match(/\d+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = parts;
  return 0.21 * red + 0.72 * green + 0.07 * blue > 238;
}
