/** A stroke icon by name; decorative unless it has a label. */
import styles from "./Icon.module.css";
import { type IconName, icons } from "./icons.ts";

export type { IconName } from "./icons.ts";

export interface IconProps {
  name: IconName;
  /** Side in steps: 14, 16 (default), 20, 24 or 32 pixels at normal text size. */
  size?: "xs" | "sm" | "md" | "lg" | "xl";
  /** Read to screen readers; without it the icon is hidden from them. */
  label?: string;
  className?: string;
}

export function Icon({ name, size = "sm", label, className }: IconProps) {
  return (
    <svg
      className={className ? `${styles.icon} ${className}` : styles.icon}
      data-size={size}
      viewBox="0 0 24 24"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      focusable="false"
    >
      <path d={icons[name]} />
    </svg>
  );
}
