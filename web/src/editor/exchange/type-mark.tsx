/** The icon of a record's type on its colour, as the palette shows it. */

import type { ImportItem } from "../../document";
import { nodeIcon } from "../../ui/icons";
import { useEditor } from "../editor";
import styles from "./exchange.module.css";

export function TypeMark({ item }: { item: ImportItem }) {
  const { types } = useEditor();
  const { record, kind } = item;
  const type = types.get(record.type);
  const icon = kind === "flow" ? "tab" : kind === "subflow" ? "subflow" : (type?.icon ?? "unknown");
  const color =
    kind === "subflow" ? String(record.color || "#DDAA99") : (type?.color ?? "var(--wl-surface-3)");
  return (
    <span className={styles.typeMark} style={kind === "flow" ? undefined : { background: color }}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={nodeIcon(icon)} />
      </svg>
    </span>
  );
}
