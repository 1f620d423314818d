/** Style sheets hold nothing that no component uses. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const sources = globSync("**/*.{ts,tsx}", { cwd: root }).map(read);

function classesOf(sheet: string): Set<string> {
  const plain = sheet.replace(/\/\*.*?\*\/|"[^"]*"|url\([^)]*\)/gs, "");
  return new Set([...plain.matchAll(/\.([a-zA-Z][\w-]*)/g)].map((match) => match[1] as string));
}

describe("style sheets", () => {
  it.each(globSync("**/*.module.css", { cwd: root }))("%s has no class that nothing uses", (path) => {
    const users = sources.filter((source) => source.includes(`/${basename(path)}"`));
    expect(users).not.toHaveLength(0);
    const unused = [...classesOf(read(path))].filter(
      (name) => !users.some((source) => source.includes(`.${name}`) || source.includes(`"${name}"`)),
    );
    expect(unused).toEqual([]);
  });
});
