/**
 * Bundles the JavaScript end of the function host (`src/wirelatch/jshost/js`), acorn included, into one CommonJS file
 * that the Node.js of the Python package runs.
 */
import { builtinModules } from "node:module";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const here = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  root: here("../src/wirelatch/jshost/js"),
  publicDir: false,
  resolve: { alias: { acorn: here("node_modules/acorn/dist/acorn.mjs") } },
  build: {
    outDir: here("../src/wirelatch/jshost/dist"),
    emptyOutDir: true,
    target: "node24",
    minify: false,
    lib: { entry: here("../src/wirelatch/jshost/js/main.ts"), formats: ["cjs"], fileName: () => "host.cjs" },
    rolldownOptions: { external: [/^node:/, ...builtinModules] },
  },
});
