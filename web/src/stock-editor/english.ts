/** In the place of `i18n` in the script for the stock Node-RED editor: the forms' own texts are English there. */

import type { Values } from "../i18n";

export const msg = (message: string): string => message;

/** Values are put in by name; none of the forms' texts counts. */
export const t = (message: string, values: Values = {}): string =>
  message.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
