/** A panel of the sidebar that fills it: a bar of tools on top, what it shows below. */
import type { ReactNode } from "react";
import styles from "./sidebar.module.css";

interface PanelProps {
  /** What stands in the bar from its start. */
  tools: ReactNode;
  /** What stands at its end. */
  more?: ReactNode;
  children: ReactNode;
}

export function Panel({ tools, more, children }: PanelProps) {
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        {tools}
        {more !== undefined && <span className={styles.space} />}
        {more}
      </div>
      {children}
    </div>
  );
}
