/** Footer links as one writes them: a line each, the name and then the address, if there is one. */

export interface FooterLink {
  name: string;
  href: string | null;
}

export function linksToText(links: unknown): string {
  if (!Array.isArray(links)) return "";
  return (links as FooterLink[]).map(({ name, href }) => (href ? `${name} ${href}` : name)).join("\n");
}

export function linksFromText(text: string): FooterLink[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [, name, href] = /^(.*\S)\s+(\S+:\S+)$/.exec(line) ?? [];
      if (name && href) return { name, href };
      return URL.canParse(line) ? { name: new URL(line).hostname, href: line } : { name: line, href: null };
    });
}
