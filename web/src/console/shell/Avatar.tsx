/** A person's or application's picture: an image where there is one, else initials on a colour that stays theirs. */
import { useState } from "react";
import styles from "./Avatar.module.css";

export interface AvatarProps {
  name: string;
  src?: string | null | undefined;
  size?: "sm" | "md" | "lg" | "xl";
  shape?: "round" | "square";
}

export function Avatar({ name, src, size = "md", shape = "round" }: AvatarProps) {
  const [broken, setBroken] = useState(false);
  return (
    <span
      className={styles.avatar}
      data-size={size}
      data-shape={shape}
      data-hue={hue(name)}
      aria-hidden="true"
    >
      {src && !broken ? <img src={src} alt="" onError={() => setBroken(true)} /> : initials(name)}
    </span>
  );
}

/** "Ada Lovelace" → "AL", "node-red" → "NR", "admin" → "A". */
export function initials(name: string): string {
  const words = name.split(/[\s\-_.@]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[1]] : words;
  return letters.map((word) => word?.charAt(0).toUpperCase()).join("") || "?";
}

/** One of eight colours by name. */
export function hue(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 8;
}
