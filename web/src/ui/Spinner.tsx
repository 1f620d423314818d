/** Something is on its way. */
import styles from "./Spinner.module.css";

export function Spinner({ size = "md", label = "Loading" }: { size?: "sm" | "md" | "lg"; label?: string }) {
  return (
    <svg className={styles.spinner} data-size={size} viewBox="0 0 24 24" role="img" aria-label={label}>
      <circle className={styles.track} cx="12" cy="12" r="9" />
      <path className={styles.arc} d="M12 3a9 9 0 0 1 9 9" />
    </svg>
  );
}
