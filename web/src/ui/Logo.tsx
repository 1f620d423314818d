/** The mark (a latch closing on a wire) and the wordmark. The same drawing is in the server-rendered pages. */
import styles from "./Logo.module.css";

export interface LogoProps {
  /** Only the mark, without the name. */
  markOnly?: boolean;
  /** What stands after the name, in a lighter weight: "Flows", "Admin". */
  suffix?: string;
  className?: string;
}

export function Mark({ className }: { className?: string }) {
  return (
    <svg className={className ?? styles.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className={styles.wire}
        d="M2 21.500H9.500C13 21.500 13.500 16 16 16C18.500 16 19 21.500 22.500 21.500H30"
      />
      <path className={styles.latch} d="M7.500 15V12.500A8.500 8.500 0 0 1 24.500 12.500V15" />
      <path className={styles.bolt} d="M16 11.500v9.500" />
    </svg>
  );
}

export function Logo({ markOnly = false, suffix, className }: LogoProps) {
  return (
    <span className={className ? `${styles.logo} ${className}` : styles.logo}>
      <Mark />
      {!markOnly && (
        <span className={styles.word}>
          Wirelatch
          {suffix && <span className={styles.suffix}> {suffix}</span>}
        </span>
      )}
    </span>
  );
}
