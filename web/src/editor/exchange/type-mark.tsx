/** The icon of a record's type on its colour, as the palette shows it. */

import type { ImportItem } from "../../document";
import { useEditor } from "../editor";
import { NodeIcon } from "../icons/node-icon";
import styles from "./exchange.module.css";

export function TypeMark({ item }: { item: ImportItem }) {
  const { types } = useEditor();
  const { record, kind } = item;
  const type = types.get(record.type);
  const icon =
    kind === "flow"
      ? "tab"
      : kind === "subflow"
        ? "subflow"
        : String(record.icon || (type?.icon ?? "unknown"));
  const color =
    kind === "subflow" ? String(record.color || "#DDAA99") : (type?.color ?? "var(--wl-surface-3)");
  return (
    <span className={styles.typeMark} style={kind === "flow" ? undefined : { background: color }}>
      <NodeIcon name={icon} otherwise={type?.icon} isPlain />
    </span>
  );
}
