/** A browser's name for people, from what the server parsed or from the User-Agent header itself. */

import { t } from "../../i18n/index.ts";
import type { Session } from "../api/types.ts";

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/HeadlessChrome|Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/curl\//, "curl"],
];

const SYSTEMS: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export function browserName(session: Partial<Pick<Session, "user_agent" | "last_user_agent">>): string {
  const header = session.last_user_agent ?? "";
  const find = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(header))?.[1];
  const browser = session.user_agent?.user_agent?.family ?? find(BROWSERS);
  const system = session.user_agent?.os?.family ?? find(SYSTEMS);
  if (!browser && !system) return header.slice(0, 40) || t("Unknown browser");
  if (!system) return browser ?? t("Browser");
  return t("{browser} on {system}", { browser: browser ?? t("Browser"), system });
}
