/** In the place of `i18n` in the script for the stock Node-RED editor: the forms' own texts are English there. */

import { IntlMessageFormat } from "intl-messageformat";
import type { Values } from "../i18n";

export const msg = (message: string): string => message;

export const t = (message: string, values?: Values): string =>
  values
    ? String(new IntlMessageFormat(message, "en", undefined, { ignoreTag: true }).format(values))
    : message;
