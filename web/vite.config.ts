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
const OTHERS = [CONSOLE, USER];

/** The modules that a page fetches before it runs. */
const startOf = closure((module) => module.importedIds);

/** All that a page may fetch. */
const reachOf = closure((module) => [...module.importedIds, ...module.dynamicallyImportedIds]);

function closure(imports: (module: Rolldown.ModuleInfo) => readonly string[]) {
  const known = new Map<string, ReadonlySet<string>>();
  return (page: string, graph: Rolldown.ChunkingContext): ReadonlySet<string> => {
    const before = known.get(page);
    if (before) return before;
    const found = new Set([page]);
    for (const id of found) {
      const module = graph.getModuleInfo(id);
      if (module) for (const imported of imports(module)) found.add(imported);
    }
    known.set(page, found);
    return found;
  };
}

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
            // Three requests instead of fifty for what the editor needs from the start: with the other pages' start, with
            // what they fetch later, and alone. Only the last may hold what starts the editor.
            {
              name: (id, graph) => {
                if (!startOf(EDITOR, graph).has(id)) return null;
                if (OTHERS.some((page) => startOf(page, graph).has(id))) return "shared";
                return OTHERS.some((page) => reachOf(page, graph).has(id)) ? "shared-later" : null;
              },
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
