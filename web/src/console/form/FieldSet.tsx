/** One field made of several controls: named and described as a field of one control is. */
import type { ReactNode } from "react";
import styles from "./FieldSet.module.css";

export function FieldSet({
  label,
  description,
  children,
}: {
  label: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <fieldset className={styles.set}>
      <legend className={styles.legend}>{label}</legend>
      {children}
      {description && <span className={styles.description}>{description}</span>}
    </fieldset>
  );
}
