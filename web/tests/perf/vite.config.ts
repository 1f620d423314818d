/** Builds the benchmark page by itself, for benchmarks/canvas_page.py; `PERF_OUT` names the folder. */
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { poFiles } from "../../tools/catalogue.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  // The canvas speaks; its catalogues come as in the editor.
  plugins: [poFiles()],
  build: {
    outDir: process.env.PERF_OUT ?? resolve(import.meta.dirname, "../../test-results/perf"),
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { input: resolve(import.meta.dirname, "canvas.html") },
  },
});
