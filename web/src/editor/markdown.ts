/** Markdown of help and descriptions as safe HTML. Its two libraries are fetched with the first text that needs them. */

import type { Tokens } from "marked";
import { msg, t } from "../i18n";
import { holdPictures } from "./foreign-pictures";

let loaded: Promise<(text: string) => string> | null = null;

async function load(): Promise<(text: string) => string> {
  const [{ Marked }, { default: purify }] = await Promise.all([import("marked"), import("dompurify")]);
  purify.addHook("afterSanitizeAttributes", (element) => {
    if (element.tagName === "A" && !element.getAttribute("href")?.startsWith("#")) {
      element.setAttribute("target", "_blank");
      element.setAttribute("rel", "noreferrer noopener");
    }
  });
  const alerts = new Marked({ renderer: { blockquote: alertOf } });
  return (text) => {
    const content = purify.sanitize(alerts.parse(text, { async: false, gfm: true }), {
      USE_PROFILES: { html: true },
      FORBID_TAGS: ["style", "form", "input", "button", "video", "audio", "picture"],
      FORBID_ATTR: ["style", "background", "poster"],
      RETURN_DOM_FRAGMENT: true,
    });
    holdPictures(content);
    const holder = content.ownerDocument.createElement("div");
    holder.append(content);
    return holder.innerHTML;
  };
}

const ALERTS: Record<string, string> = {
  NOTE: msg("Note"),
  TIP: msg("Tip"),
  IMPORTANT: msg("Important"),
  WARNING: msg("Warning"),
  CAUTION: msg("Caution"),
};

/** A quotation that begins with `[!NOTE]` and the like is a callout, as on GitHub. */
function alertOf(this: { parser: { parse(tokens: Tokens.Generic[]): string } }, token: Tokens.Blockquote) {
  const body = this.parser.parse(token.tokens);
  const found = /^<p>\[!(\w+)\](?:<br>)?\s*/.exec(body);
  const title = found && ALERTS[found[1]!];
  if (!found || !title) return `<blockquote>\n${body}</blockquote>\n`;
  const rest = `<p>${body.slice(found[0].length)}`.replace(/^<p><\/p>\s*/, "");
  return `<div class="alert" data-alert="${found[1]!.toLowerCase()}"><p>${t(title)}</p>\n${rest}</div>\n`;
}

export async function renderMarkdown(text: string): Promise<string> {
  loaded ??= load().catch((error: unknown) => {
    loaded = null; // fetched again with the next text
    throw error;
  });
  return (await loaded)(dedent(text));
}

/** Takes off the indentation that a docstring has below its first line. */
export function dedent(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const indents = rest.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 99);
  return [first.trimStart(), ...rest.map((line) => line.slice(Math.min(indent, line.length)))]
    .join("\n")
    .trim();
}
