/** A record's name in a table, with a second line and a picture. */
import type { ReactNode } from "react";
import { Avatar } from "./Avatar.tsx";
import styles from "./NameCell.module.css";

export interface NameCellProps {
  name: string;
  note?: ReactNode;
  avatar?: boolean;
  /** The picture's address. */
  src?: string | null | undefined;
  shape?: "round" | "square";
}

export function NameCell({ name, note, avatar = false, src, shape = "round" }: NameCellProps) {
  return (
    <span className={styles.cell}>
      {avatar && <Avatar name={name} src={src} shape={shape} />}
      <span className={styles.text}>
        <span className={styles.name}>{name}</span>
        {note && <span className={styles.note}>{note}</span>}
      </span>
    </span>
  );
}
