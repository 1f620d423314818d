/**
 * Builds the three pages (editor, console, user) and the style sheet of the server-rendered pages into the Python
 * package, which serves `assets/` at /assets/ with immutable caching (`wirelatch/webkit/assets.py`).
 * The JavaScript host is built by vite.jshost.config.ts.
 */
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { poFiles } from "./tools/catalogue.ts";

const here = (path: string) => resolve(import.meta.dirname, path);

/** React Aria brings its texts in thirty languages: English stands in for those that the interface is not in. */
const onlyOurLanguages: Plugin = {
  name: "only-our-languages",
  enforce: "pre",
  load(id) {
    const found = /\/react-(?:aria|stately)[^/]*\/dist\/.*\/intl\/.*?([a-z]{2}-[A-Z]{2})(\.m?js)$/.exec(id);
    if (!found || ["en-US", "de-DE", "ja-JP"].includes(found[1] ?? "")) return null;
    return `export { default } from "./en-US${found[2]}";`;
  },
};

const EDITOR = here("editor/index.html");
const CONSOLE = here("console/index.html");
const USER = here("user/index.html");

/** The modules that a page fetches before it runs. */
function startOf(page: string, graph: Rolldown.ChunkingContext): ReadonlySet<string> {
  let found = starts.get(page);
  if (!found) {
    found = new Set([page]);
    for (const id of found)
      for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
    starts.set(page, found);
  }
  return found;
}

const starts = new Map<string, Set<string>>();

export default defineConfig({
  root: import.meta.dirname,
  base: "./", // the server names the path below which it is
  plugins: [onlyOurLanguages, react(), poFiles()],
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: {
    outDir: here("../src/wirelatch/webkit/static"),
    emptyOutDir: true,
    assetsDir: "assets",
    manifest: "manifest.json",
    target: "es2022",
    // Browsers that know light-dark() themselves: compiled away, it would not follow a nested color-scheme.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    sourcemap: false,
    // The licences of the libraries that are built in.
    license: { fileName: "licenses.md" },
    // Everything is a file of its own: the content security policy allows no data: URLs for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        editor: EDITOR,
        console: CONSOLE,
        user: USER,
        pages: here("src/pages/pages.css"),
      },
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 30 },
            {
              name: "aria",
              test: /node_modules\/(react-aria|react-stately|react-aria-components|@react-|@internationalized)/,
              priority: 20,
            },
            // Two requests instead of fifty: what the editor needs from the start, shared with the other pages or not.
            {
              name: (id, graph) =>
                startOf(EDITOR, graph).has(id) &&
                (startOf(CONSOLE, graph).has(id) || startOf(USER, graph).has(id))
                  ? "shared"
                  : null,
              debugName: "shared",
              test: /\/src\//,
              priority: 12,
            },
            {
              name: (id, graph) => (startOf(EDITOR, graph).has(id) ? "start" : null),
              debugName: "start",
              test: /\/src\//,
              priority: 11,
            },
            // The language packs are apart, so that a page fetches only those whose code it shows.
            {
              name: "code-editor",
              test: /node_modules\/(@codemirror\/(state|view|commands|language|autocomplete|lint|search)|@lezer\/(common|lr|highlight)|style-mod|w3c-keyname|crelt|@marijn)/,
              priority: 10,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "node",
    // Vitest empties style sheets, but this one is read for its names.
    css: { include: [/font-awesome\/less/] },
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
  },
});
