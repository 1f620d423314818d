/** How urgent a notification is. */
import type { Tone } from "../../ui/index.ts";

export type Severity = "notice" | "warning" | "alert";

export const SEVERITY_TONES: Record<Severity, Tone> = { notice: "info", warning: "warn", alert: "danger" };
