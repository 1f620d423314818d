/**
 * Bundles what the stock Node-RED editor needs to edit our node types (`src/stock-editor`) into one script, and writes
 * the drawings of node types beside it, for `GET /icons`. Both are served by `wirelatch/adminapi`.
 */
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { nodeDrawings } from "./src/ui/icons.ts";

const here = (path: string) => resolve(import.meta.dirname, path);

const drawings: Plugin = {
  name: "node-drawings",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(nodeDrawings()) });
  },
};

const english: Plugin = {
  name: "english",
  enforce: "pre",
  resolveId: (id) => (/^(\.\.?\/)+i18n$/.test(id) ? here("src/stock-editor/english.ts") : null),
};

export default defineConfig({
  root: here("src/stock-editor"),
  publicDir: false,
  plugins: [english, drawings],
  build: {
    outDir: here("../src/wirelatch/adminapi/dist"),
    emptyOutDir: true,
    target: "es2022",
    lib: {
      entry: here("src/stock-editor/main.ts"),
      formats: ["iife"],
      name: "wirelatchStockEditor",
      fileName: () => "stock-editor.js",
    },
  },
});
