/** Markdown of help and descriptions as safe HTML. Its two libraries are fetched with the first text that needs them. */

let loaded: Promise<(text: string) => string> | null = null;

async function load(): Promise<(text: string) => string> {
  const [{ marked }, { default: purify }] = await Promise.all([import("marked"), import("dompurify")]);
  purify.addHook("afterSanitizeAttributes", (element) => {
    if (element.tagName === "A" && !element.getAttribute("href")?.startsWith("#")) {
      element.setAttribute("target", "_blank");
      element.setAttribute("rel", "noreferrer noopener");
    }
  });
  return (text) =>
    purify.sanitize(marked.parse(text, { async: false, gfm: true }), {
      FORBID_TAGS: ["style", "form", "input", "button"],
      FORBID_ATTR: ["style"],
    });
}

export async function renderMarkdown(text: string): Promise<string> {
  loaded ??= load();
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
