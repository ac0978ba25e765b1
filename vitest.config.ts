import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { leftOut } from "./scripts/tools.mjs";
import { SecondTime } from "./test/support/second-time.ts";

// A test that blocks its thread stops the runner's own timeouts too. So every test file runs in a process of its own, which says
// what it is doing (announce.ts) and is killed from outside when it does that for too long (watchdog.ts).
const common = {
  pool: "forks",
  // The runner would leave one of two processors to itself, and it has nothing to do.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  maxConcurrency: 2,
  testTimeout: 20_000,
  hookTimeout: 20_000,
  // Where a machine with other work stands still, what measures time breaks. A wait that did not end is never tried again.
  retry: { count: 1, condition: /^(?!.*(timed ?out|killed|goes on after|had not ended|deadline))/is },
  globalSetup: "test/support/watchdog.ts",
  setupFiles: "test/support/announce.ts",
} as const;

/** test/support/left-out.ts says so. */
const exclude = [...configDefaults.exclude, ...leftOut().flatMap(({ tests }) => tests)];
const server = { deps: { external: [/\/dist\//] } };
const sourcePlatform = { alias: { "#platform": `${import.meta.dirname}/src/platform/node/node-caller.ts` } };

/** Slow because they stress: floods, depths, memory, a fault at every message. */
const stress = ["test/**/{hostile-values,mailbox,message}.test.ts"];

export default defineConfig({
  test: {
    globalSetup: "test/support/left-out.ts",
    reporters: ["default", new SecondTime()],
    // Of the unit tests alone. scripts/coverage.mjs adds what the integration tests run as dist/, and has the floor for all of src/.
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // They are tested where nothing measures: in a browser, on Deno and Bun, by ESLint's RuleTester, by the output of four compilers.
      exclude: [
        "src/platform/{web/{broker,web-caller,web-thread},node/death-watch}.ts",
        "src/eslint-plugin{,/*}.ts",
        "src/in-thread/compiler-helpers.ts",
      ],
      reporter: ["json"],
      thresholds: { "src/kernel/**": { lines: 100 } },
    },
    // One group after the other, so that what is quick fails first.
    projects: [
      {
        // Imports src/ and starts no thread.
        resolve: sourcePlatform,
        test: {
          ...common,
          name: "unit",
          include: ["test/{kernel,primitives,wire,in-caller,platform,model,conformance}/**/*.test.ts"],
          exclude: [...exclude, ...stress],
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Imports "miniasync" by name, so it runs dist/: what users get.
        test: {
          ...common,
          name: "integration",
          include: ["test/{scenarios,browser,runtimes,libraries,support,examples}/**/*.test.ts"],
          exclude: [...exclude, ...stress],
          server,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // The package as others see it: documented, compiled, bundled, compared.
        test: {
          ...common,
          name: "package",
          include: ["test/*.test.ts", "test/{bundlers,consumers}/*.test.ts"],
          exclude,
          server,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // Of either kind.
        resolve: sourcePlatform,
        test: {
          ...common,
          name: "stress",
          include: stress,
          server,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
