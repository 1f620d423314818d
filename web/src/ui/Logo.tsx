/** The mark: a node on its wire that is a padlock, the latch closing on the wire. And the wordmark beside it. */
import "./mark.css";
import styles from "./Logo.module.css";

export interface LogoProps {
  /** Only the mark, without the name. */
  markOnly?: boolean;
  /** "Wirelatch" unless given. */
  name?: string;
  /** What stands after the name, in a lighter weight: "Flows", "Admin". */
  suffix?: string;
  className?: string;
}

export function Mark({ className }: { className?: string }) {
  return (
    <svg
      className={`wl-mark ${className ?? styles.mark}`}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <path className="wl-mark-wire" d="M1.5 25C4.5 25 4.5 20 7.5 20M24.5 20C27.5 20 27.5 15 30.5 15" />
      <path className="wl-mark-latch" d="M10.5 14V10.5A5.5 5.5 0 0 1 21.5 10.5V14" />
      <rect className="wl-mark-node" x="7" y="13.5" width="18" height="13" rx="3.5" />
      <path className="wl-mark-slot" d="M16 18.5v3" />
    </svg>
  );
}

export function Logo({ markOnly = false, name = "Wirelatch", suffix, className }: LogoProps) {
  return (
    <span className={className ? `${styles.logo} ${className}` : styles.logo}>
      <Mark />
      {!markOnly && (
        <span className={styles.word}>
          {name}
          {suffix && <span className={styles.suffix}> {suffix}</span>}
        </span>
      )}
    </span>
  );
}
