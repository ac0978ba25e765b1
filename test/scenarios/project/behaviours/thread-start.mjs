// A thread or a module that does not start: the call that wanted it says why, and the next run works.
import assert from "node:assert/strict";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { mayWarn, scenario } from "../scenario.mjs";

const fixture = (name) => new URL(`../fixtures/${name}.mjs`, import.meta.url);

/** Not a fixture: no tool that looks at all files can read it. */
function withSyntaxError(file) {
  writeFileSync(file("syntax-error.mjs"), "export const one = ;");
  return pathToFileURL(file("syntax-error.mjs"));
}

/** Make a call in a thread that is started so. */
const start = ({ loop, coroutine }, thread, options) =>
  loop((own) => own.run(coroutine(async () => 1)(), options), { thread });

const isThreadExited = (error) =>
  assert.deepEqual([error.name, error.code], ["ThreadExitedError", "MINIASYNC_THREAD_EXITED"], String(error));

const ownSyntaxError = (name) => ({
  why: "A syntax error of a module is a `TypeError` in Deno, and a `BuildMessage` in Bun.",
  instead: ({ run, load }, { failsSoon, file }) =>
    assert.equal(failsSoon(() => run(load(withSyntaxError(file)).one)).name, name),
});

export const moduleWithSyntaxError = scenario(
  "a module with a syntax error: SyntaxError",
  ({ run, load }, { failsSoon, file }) => {
    assert.equal(failsSoon(() => run(load(withSyntaxError(file)).one)).name, "SyntaxError");
  },
  { differs: { deno: ownSyntaxError("TypeError"), bun: ownSyntaxError("BuildMessage") } },
);

export const moduleThatThrows = scenario("a module that throws: its error", ({ run, load }, { failsSoon }) => {
  assert.equal(failsSoon(() => run(load(fixture("throws")).one)).name, "RangeError");
});

export const missingPackage = scenario(
  "a package that is missing: the error of the runtime",
  ({ run, load }, { failsSoon }) => {
    assert.equal(failsSoon(() => run(load("no-such-package").f())).code, "ERR_MODULE_NOT_FOUND");
  },
);

export const importsThatFail = scenario(
  "imports that fail: ThreadExitedError that names them",
  (miniasync, { failsSoon }) => {
    const error = failsSoon(() => start(miniasync, { imports: [fixture("throws")] }));
    isThreadExited(error);
    assert.match(error.message, /throws\.mjs could not be imported/);
    assert(error.cause.cause instanceof RangeError);
  },
);

export const importsWithSyntaxError = scenario(
  "imports with a syntax error: ThreadExitedError that names them",
  (miniasync, { failsSoon, file }) => {
    const error = failsSoon(() => start(miniasync, { imports: [withSyntaxError(file)] }));
    isThreadExited(error);
    assert.match(error.message, /Cannot start the thread: .*syntax-error\.mjs could not be imported/);
  },
);

export const importsThatAreMissing = scenario(
  "imports of a package that is missing: ThreadExitedError that names it",
  (miniasync, { failsSoon }) => {
    const error = failsSoon(() => start(miniasync, { imports: ["no-such-package"] }));
    isThreadExited(error);
    assert.match(error.message, /no-such-package could not be imported/);
  },
);

export const importsThatWait = scenario(
  "imports that wait for what never comes: ThreadExitedError",
  (miniasync, { failsSoon }) => {
    const error = failsSoon(() => start(miniasync, { imports: [fixture("waits")] }));
    isThreadExited(error);
    assert.match(error.message, /wait for something that never comes/);
  },
  {
    differs: {
      deno: {
        why: "A module whose top level waits looks busy in Deno: `ThreadExitedError` comes when the thread's time to start is over, after 10 s, and a deadline of the run before that.",
        stderr: mayWarn,
        instead(miniasync, { failure, remote }) {
          const thread = { imports: [fixture("waits")] };
          assert(failure(() => start(miniasync, thread, { timeout: 100 })) instanceof miniasync.TimeoutError);
          assert.match(failure(() => start(miniasync, thread)).message, /not ready after 10000 ms/);
          assert.deepEqual(miniasync.run(remote.echo("next")), ["next"]);
        },
      },
    },
  },
);

export const importsThatNeverEnd = scenario(
  "imports that never end: the run's deadline ends the wait",
  (miniasync, { failsSoon }) => {
    const error = failsSoon(() => start(miniasync, { imports: [fixture("spins")] }, { timeout: 300 }));
    assert(error instanceof miniasync.TimeoutError, String(error));
  },
  { stderr: mayWarn },
);

export const moduleThatNeverEnds = scenario(
  "a module that never ends: the run's deadline ends the wait",
  ({ run, load, TimeoutError }, { failsSoon }) => {
    const error = failsSoon(() => run(load(fixture("spins")).one, { timeout: 300 }));
    assert(error instanceof TimeoutError, String(error));
  },
  { stderr: mayWarn },
);

const noFlags = "A thread of Deno or Bun takes no flags of its own: `execArgv` is ignored.";

export const preloadThatFails = scenario(
  "thread.execArgv with an --import that fails: ThreadExitedError",
  (miniasync, { failsSoon }) => {
    const error = failsSoon(() => start(miniasync, { execArgv: ["--import", fixture("throws").href] }));
    isThreadExited(error);
    assert.match(error.message, /before it was ready/);
  },
  { absent: { deno: noFlags, bun: noFlags } },
);

export const flagThatIsRefused = scenario(
  "thread.execArgv with a flag that the runtime refuses: its error, which may be listed like any other",
  ({ loop, sleep, ...miniasync }, { failsSoon, remote }) => {
    const thread = { execArgv: ["--no-such-flag"] };
    assert.equal(failsSoon(() => start({ loop, ...miniasync }, thread)).code, "ERR_WORKER_INVALID_EXEC_ARGV");
    const results = loop((own) => own.run(remote.echo(1), sleep(1, "local"), { returnExceptions: [Error] }), {
      thread,
    });
    assert.deepEqual([results[0].code, results[1]], ["ERR_WORKER_INVALID_EXEC_ARGV", "local"]);
  },
  { absent: { deno: noFlags, bun: noFlags } },
);

/** A call where the package lacks the program of its thread. */
async function withoutWorkerFile(file) {
  const dist = dirname(fileURLToPath(import.meta.resolve("miniasync")));
  cpSync(dist, file("dist"), { recursive: true });
  cpSync(`${dist}/../package.json`, file("package.json"));
  rmSync(file("dist/miniasync-worker.cjs"));
  const { run, load } = await import(pathToFileURL(file("dist/miniasync.js")).href);
  return () => run(load("node:fs/promises").readFile("x"));
}

export const missingWorkerFile = scenario(
  "a worker file that is missing, as after bundling: an error that names it",
  async (_, { failsSoon, file }) => {
    const error = failsSoon(await withoutWorkerFile(file));
    assert.equal(error.name, "Error");
    assert.match(error.message, /miniasync-worker\.cjs/);
  },
  {
    differs: {
      deno: {
        why: "Deno does not tell that the file of a worker is missing: the error comes when the thread's time to start is over, after 10 s.",
        instead: async (_, { failure, file }) =>
          assert.match(failure(await withoutWorkerFile(file)).message, /^Cannot start the thread: .*10000 ms/),
      },
    },
  },
);
