// The thread is killed at every message boundary while its caller waits: nothing hangs, and nothing is lost without an error.
import assert from "node:assert/strict";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import workerThreads from "node:worker_threads";
import { mayWarn, scenario } from "../scenario.mjs";

const expected = ["echo", "later", 22, 32, ["hello", "property"], "RangeError"];

/** Calls of every kind; each gives its result, or the name of its error. */
function calls({ coroutine, sleep }, { remote }) {
  function* outcome(call) {
    try {
      return yield* call();
    } catch (error) {
      return error.name;
    }
  }
  const make = coroutine(() => {
    class Thing {
      hello() {
        return "hello";
      }
      get property() {
        return "property";
      }
    }
    return new Thing();
  });
  const fails = coroutine(() => {
    throw new RangeError("remote");
  });
  const plain = coroutine((callback) => callback(20) + 1);
  const waiting = coroutine(async (callback) => (await callback(30)) + 1);
  return [
    () => remote.echo("echo"),
    () => remote.later(10, "later"),
    () => plain((value) => value + 1),
    () =>
      waiting(function* (value) {
        yield* sleep(1);
        return value + 1;
      }),
    function* () {
      const thing = yield* make();
      return [yield* thing.hello(), thing.property];
    },
    () => fails(),
  ].map(outcome);
}

/** Run the calls of every kind; each must end well or with ThreadExitedError, in time. @returns how many were lost. */
function lost(body, at, attempt) {
  const { value, error, ms } = attempt(body);
  if (error !== undefined) throw error;
  assert(ms < 3000, `at message ${at} it took ${ms} ms`);
  const told = value.map((one) => one === "ThreadExitedError");
  const right = value.map((one, i) => (told[i] ? expected[i] : one));
  assert.deepEqual(right, expected, `at message ${at}`);
  return told.filter(Boolean).length;
}

const dies = (at, when) => ({
  env: { ...process.env, DIES_AT: `${at} ${when}` },
  // Before the thread begins, which from then on sends as it did then.
  execArgv: ["--import", new URL("../fixtures/dies-at-a-message.mjs", import.meta.url).href],
});

const sendsAsNode = "It breaks in where Node sends messages.";
const options = { deadlineMs: 50_000, absent: { deno: sendsAsNode, bun: sendsAsNode } };

const killed = (when) =>
  scenario(
    `a thread that is killed ${when} each of its messages ends each call with its result or ThreadExitedError`,
    (miniasync, world) => {
      const { loop, run } = miniasync;
      const rounds = [];
      for (let at = 1; at <= 40 && rounds.at(-1) !== 0; at++) {
        const round = () => loop((own) => own.run(...calls(miniasync, world)), { thread: dies(at, when) });
        rounds.push(lost(round, at, world.attempt));
      }
      // There are more boundaries than calls, and they have all been tried: in the last round nothing was left to kill.
      assert(rounds.length > 8);
      assert.equal(rounds.at(-1), 0);
      assert(rounds.slice(0, -1).every((count) => count > 0));
      assert.deepEqual(run(world.remote.echo("next")), ["next"]);
    },
    options,
  );

export const killedAtItsMessages = [killed("before"), killed("after")];

export const answerCounts = scenario(
  "a thread that is killed after it has posted its answer: the answer counts",
  ({ loop }, { remote }) => {
    // The first message says that the thread is ready, the second is the answer.
    assert.deepEqual(
      loop((own) => own.run(remote.echo("answered")), { thread: dies(2, "after") }),
      ["answered"],
    );
  },
  options,
);

export const spinsAtItsMessages = scenario(
  "a thread that spins after each of its messages: the deadline holds",
  (miniasync, world) => {
    for (let at = 1; at <= 8; at++) {
      const thread = dies(at, "spins");
      const given = { timeout: 250, cancelGrace: 20 };
      const { error, ms } = world.attempt(() =>
        miniasync.loop((own) => own.run(...calls(miniasync, world), given), { thread }),
      );
      assert(error === undefined || error instanceof miniasync.TimeoutError, `at message ${at}: ${error}`);
      assert(ms < 3000, `at message ${at} it took ${ms} ms`);
    }
  },
  { ...options, stderr: mayWarn },
);

/** Ends the newest worker at the nth time that this thread sends or receives a message of it. */
const breaker = {
  at: 0,
  boundaries: 0,
  started: false,
  worker: undefined,
  boundary() {
    // Killed before its first word, a thread is only missed when its time to start is over: see vitals.test.ts.
    if (!this.started || ++this.boundaries !== this.at) return;
    this.worker.terminate();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  },
  install() {
    const { Worker, MessagePort, receiveMessageOnPort } = workerThreads;
    workerThreads.Worker = class extends Worker {
      constructor(...args) {
        super(...args);
        breaker.worker = this;
      }
    };
    workerThreads.receiveMessageOnPort = (port) => {
      breaker.boundary();
      const received = receiveMessageOnPort(port);
      if (received !== undefined) {
        breaker.started = true;
        breaker.boundary();
      }
      return received;
    };
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (message, transfer) {
      breaker.boundary();
      const sent = post.call(this, message, transfer);
      breaker.boundary();
      return sent;
    };
    syncBuiltinESMExports();
  },
};

export const killedByItsCaller = scenario(
  "a thread that its caller kills before and after each message ends each call with its result or ThreadExitedError",
  (miniasync, world) => {
    const { loop, run } = miniasync;
    const rounds = [];
    for (breaker.at = 1; breaker.at <= 60; breaker.at += 2) {
      breaker.boundaries = 0;
      breaker.started = false;
      rounds.push(lost(() => loop((own) => own.run(...calls(miniasync, world))), breaker.at, world.attempt));
      if (breaker.boundaries < breaker.at) break;
    }
    breaker.at = 0;
    assert(rounds.length > 10);
    assert(rounds.filter((count) => count > 0).length > 5);
    assert.deepEqual(run(world.remote.echo("next")), ["next"]);
  },
  { ...options, prepare: () => breaker.install() },
);
