import { defineConfig } from "vitest/config";

// A test that blocks its thread stops the runner's own timeouts too. So every test file runs in a process of its own, which says
// what it is doing (announce.ts) and is killed from outside when it does that for too long (watchdog.ts).
const common = {
  pool: "forks",
  maxConcurrency: 2,
  testTimeout: 20_000,
  hookTimeout: 20_000,
  globalSetup: "test/support/watchdog.ts",
  setupFiles: "test/support/announce.ts",
} as const;

export default defineConfig({
  test: {
    // Of the unit tests alone. scripts/coverage.mjs adds what the integration tests run as dist/, and has the floor for all of src/.
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // They need a browser, or Deno or Bun, where test/browser and test/runtimes run them, and nothing measures.
      exclude: ["src/platform/{web/{broker,web-caller,web-thread},node/death-watch}.ts"],
      reporter: ["json"],
      thresholds: { "src/kernel/**": { lines: 100 } },
    },
    projects: [
      {
        // Imports src/ and starts no thread.
        resolve: { alias: { "#platform": `${import.meta.dirname}/src/platform/node/node-caller.ts` } },
        test: {
          ...common,
          name: "unit",
          include: ["test/{kernel,primitives,wire,in-caller,platform,model,conformance}/**/*.test.ts"],
        },
      },
      {
        // Imports "miniasync" by name, so it runs dist/: what users get.
        test: {
          ...common,
          name: "integration",
          include: ["test/*.test.ts", "test/{scenarios,browser,runtimes,consumers,support,examples}/**/*.test.ts"],
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
});
