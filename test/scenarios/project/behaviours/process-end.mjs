// The process ends promptly at the end of its program.
import assert from "node:assert/strict";
import { writeSync } from "node:fs";
import { scenario } from "../scenario.mjs";

export const withACallThatGoesOn = scenario(
  "the process ends promptly: with a call that goes on, a loop that nobody closed, a server in the thread",
  ({ run, loop, coroutine }) => {
    run(
      coroutine(async () => {
        setInterval(() => {}, 10);
        (await import("node:http")).createServer().listen(0);
      })(),
    );
    const own = loop();
    own.spawn(coroutine(() => new Promise((done) => setTimeout(done, 60_000)))());
    own.run(coroutine(() => 1)());
  },
);

export const withAThreadThatSpins = scenario(
  "the process ends promptly: with a thread that spins",
  ({ run, coroutine }, { pause }) => {
    run(
      coroutine(() => {
        setTimeout(() => {
          for (;;);
        }, 5);
      })(),
    );
    pause(30);
  },
);

export const withAPreloadThatPrints = scenario(
  "the process ends promptly: with a module of --import that prints in the thread, too",
  ({ run, coroutine }) => {
    run(coroutine(() => console.log("in the thread"))());
    writeSync(1, "from the caller\n");
  },
  {
    flags: {
      node: ["--import", "./fixtures/prints.mjs"],
      deno: ["run", "--allow-all", "--import", "./fixtures/prints.mjs"],
      bun: ["--preload", "./fixtures/prints.mjs"],
    },
    // Twice: in the process and in the thread, where a runtime loads it there, too.
    stderr: /(preloaded 1\s+preloaded 2\s+){1,2}/,
    stdout: "in the thread\nfrom the caller\n",
  },
);

/** It must end soon after `program`: run-scenario.mjs looks at that for every scenario. */
const ends = (how, program, options) =>
  scenario(
    `the process ends promptly: ${how}`,
    async (miniasync, world) => {
      let ended = false;
      process.on("exit", () => assert(ended));
      await program(miniasync, world);
      ended = true;
    },
    options,
  );

export const endings = [
  ends("with an idle thread", ({ run }, { remote }) => run(remote.echo(1))),
  ends("with a thread that was only warmed", ({ warm }) => warm()),
  ends("with a thread that has timers", ({ run, coroutine }) => {
    const leaves = coroutine(() => {
      setInterval(() => {}, 10);
      setTimeout(() => {}, 60_000);
    });
    run(leaves());
  }),
  ends(
    "with a call that goes on after its deadline",
    ({ run, TimeoutError }, { failure, remote }) => {
      run(remote.echo("started"));
      const error = failure(() => run(remote.later(60_000), { timeout: 200, cancelGrace: 0 }));
      assert(error instanceof TimeoutError);
    },
    { stderr: /MiniasyncWarning: .*goes on in the thread/ },
  ),
  ends("with a listener in the thread", ({ run, coroutine }) => {
    const listen = coroutine((callback) => {
      setInterval(callback, 10_000);
    });
    run(listen(() => {}));
  }),
  ends("after runAsync", async ({ run, runAsync }, { remote }) => {
    await runAsync(remote.later(10));
    run(remote.echo(1));
  }),
];

export const byProcessExit = scenario("the process ends promptly: by process.exit()", ({ run }, { holds, remote }) => {
  assert.deepEqual(run(remote.echo(1)), [1]);
  holds();
  process.exit();
});
