/**
 * Texts that the runtime and its nodes name by key, as Node-RED's do ("node-red:common.status.connected"): flows that
 * read them from a Status node must find the keys, people must find words.
 */

const TEXTS: Record<string, string> = {
  "common.status.connected": "connected",
  "common.status.not-connected": "not connected",
  "common.status.disconnected": "disconnected",
  "common.status.connecting": "connecting",
  "common.status.error": "error",
  "common.status.ok": "ok",
  "httpin.status.requesting": "requesting",
  "common.notification.errors.no-response": "no response from server",
  "httpin.errors.no-response": "no response from server",
  "tcpin.errors.connect-timeout": "connect timeout",
  "file.status.wrotefile": "wrote to file",
  "notification.warnings.safe-mode": "Safe mode: the flows are loaded and start with the next deploy",
  "notification.warnings.missing-types": "Some node types are not installed",
  "notification.warnings.credentials_load_failed": "The credentials could not be decrypted",
  "notification.warnings.credentials_load_failed_reset":
    "The credentials could not be decrypted. The next deploy stores them anew",
  "notification.warnings.missing-modules": "Some modules that functions use are not installed",
  "notification.warnings.restartRequired": "Wirelatch must be restarted",
  "notification.warnings.undeployedChanges": "There are changes that are not deployed",
};

/** The words for a text, if it is a key that we know; the text itself otherwise. */
export function runtimeText(text: string): string {
  return TEXTS[text.replace(/^[\w-]+:/, "")] ?? text;
}

/** Up to five names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
