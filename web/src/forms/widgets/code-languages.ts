/** The languages of the code editor, each fetched when first used. */

import type { Extension } from "@codemirror/state";

/** Names by which nodes call a language, where they differ from ours. */
const ALIASES: Record<string, string> = {
  handlebars: "html",
  mustache: "html",
  js: "javascript",
  typescript: "javascript",
  md: "markdown",
  yml: "yaml",
};

const LOADERS: Record<string, () => Promise<Extension>> = {
  javascript: async () => (await import("./language-javascript")).default,
  python: async () => (await import("./language-python")).default,
  json: async () => (await import("./language-json")).default,
  jsonata: async () => (await import("./language-jsonata")).default,
  html: async () => (await import("@codemirror/lang-html")).html(),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
  yaml: async () => (await import("@codemirror/lang-yaml")).yaml(),
  css: async () => (await import("@codemirror/lang-css")).css(),
};

/** The syntax of a language by name; none for text and for names that we do not know. */
export async function loadLanguage(name: string): Promise<Extension> {
  return (await LOADERS[ALIASES[name] ?? name]?.()) ?? [];
}
