/** What forms make of text: slugs, random client credentials, durations, addresses; and what is wrong with them. */
import { t } from "../../i18n/index.ts";

/** A slug from a name: "Node-RED Küche" → "node-red-kuche". */
export function slugify(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50);
}

/** Slugs that are the provider's own paths below /application/o/. */
const RESERVED = new Set(["authorize", "token", "device", "userinfo", "introspect", "revoke"]);

/** What is wrong with a slug, or undefined. */
export function slugError(slug: string): string | undefined {
  if (!slug) return t("Enter a slug.");
  if (!/^[-\w]+$/.test(slug)) return t("Use letters, digits, hyphens and underscores only.");
  if (RESERVED.has(slug))
    return t("“{slug}” is reserved for the provider's own addresses. Choose another slug.", { slug });
  return undefined;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Random letters and digits, evenly distributed. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 248 is the largest multiple of 62 in a byte: what is above would favour the first letters.
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

const UNITS = ["microseconds", "milliseconds", "seconds", "minutes", "hours", "days", "weeks"];

/** What is wrong with a duration like "hours=1;minutes=30", or undefined. */
export function durationError(text: string): string | undefined {
  const parts = text.split(";").filter((part) => part.trim());
  const valid = parts.every((part) => {
    const [unit = "", amount = ""] = part.split("=");
    return UNITS.includes(unit.trim()) && /^\d+(\.\d+)?$/.test(amount.trim());
  });
  return parts.length > 0 && valid
    ? undefined
    : "Write it as hours=1;minutes=30 (also weeks, days, seconds).";
}

/** What is wrong with an address or pattern that a client is sent back to, or undefined. */
export function redirectUriError(mode: "strict" | "regex", url: string): string | undefined {
  if (!url.trim()) return "Enter an address, or remove the row.";
  if (mode === "regex") {
    try {
      new RegExp(url);
      return undefined;
    } catch {
      return "This is no valid regular expression.";
    }
  }
  try {
    const parsed = new URL(url);
    if (parsed.hash) return "A redirect URI has no part after #.";
    return undefined;
  } catch {
    return "Write the full address with https://…";
  }
}

/** What is wrong with a web address that may be left empty, or undefined. */
export function urlError(url: string): string | undefined {
  if (!url || URL.canParse(url.replaceAll(/%\(\w+\)s/g, "x"))) return undefined;
  return "Write the full address with https://…";
}

/** A value of datetime-local in the reader's time zone as an instant, or null. */
export function toInstant(local: string): string | null {
  const date = new Date(local);
  return local && !Number.isNaN(date.valueOf()) ? date.toISOString() : null;
}

/** An instant as a value of datetime-local in the reader's time zone. */
export function toLocal(instant: Date): string {
  const shifted = new Date(instant.valueOf() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
