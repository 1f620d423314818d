/** Builds the benchmark page by itself, for benchmarks/editor_canvas.py; `PERF_OUT` names the folder. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    outDir: process.env.PERF_OUT ?? resolve(import.meta.dirname, "../../test-results/perf"),
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { input: resolve(import.meta.dirname, "canvas.html") },
  },
});
