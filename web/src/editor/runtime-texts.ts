/**
 * Texts that the runtime and its nodes name by key, as Node-RED's do ("node-red:common.status.connected"): flows that
 * read them from a Status node must find the keys, people must find words.
 */

import { msg, t } from "../i18n";

const TEXTS: Record<string, string> = {
  "common.status.connected": msg("connected"),
  "common.status.not-connected": msg("not connected"),
  "common.status.disconnected": msg("disconnected"),
  "common.status.connecting": msg("connecting"),
  "common.status.error": msg("error"),
  "common.status.ok": msg("ok"),
  "httpin.status.requesting": msg("requesting"),
  "common.notification.errors.no-response": msg("no response from server"),
  "httpin.errors.no-response": msg("no response from server"),
  "tcpin.errors.connect-timeout": msg("connect timeout"),
  "file.status.wrotefile": msg("wrote to file"),
  "notification.warnings.safe-mode": msg("Safe mode: the flows are loaded and start with the next deploy"),
  "notification.warnings.missing-types": msg("Some node types are not installed"),
  "notification.warnings.credentials_load_failed": msg("The credentials could not be decrypted"),
  "notification.warnings.credentials_load_failed_reset": msg(
    "The credentials could not be decrypted. The next deploy stores them anew",
  ),
  "notification.warnings.missing-modules": msg("Some modules that functions use are not installed"),
  "notification.warnings.restartRequired": msg("Wirelatch must be restarted"),
  "notification.warnings.undeployedChanges": msg("There are changes that are not deployed"),
};

/** The words for a text, if it is a key that we know; the text itself otherwise. */
export function runtimeText(text: string): string {
  const known = TEXTS[text.replace(/^[\w-]+:/, "")];
  return known === undefined ? text : t(known);
}

/** Up to five names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? t("{names} and {count} more", { names: shown, count: names.length - 5 }) : shown;
}
