import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.mjs"],
    setupFiles: "setup.mjs",
    globals: true,
    pool: "vmThreads",
  },
});
