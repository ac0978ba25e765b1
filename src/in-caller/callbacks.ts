import { CancelledError, LoopClosedError } from "../errors.ts";
import { type Coroutine, isCoroutine } from "../kernel/coroutine.ts";
import { CANCELLED, type Future, RETURNED } from "../kernel/future.ts";
import { type Loop, runningLoop, runningLoopOrNone } from "../kernel/loop.ts";
import { atUser, type Entry } from "../users-line.ts";
import type { Exports } from "../wire/exports.ts";
import type { Payload, Reply } from "../wire/protocol.ts";
import { Calls } from "./calls.ts";
import type { Callback } from "./liveness.ts";

/** A thread that calls functions of the caller's. */
export interface Serving {
  readonly liveness: { standsFor: Entry | undefined };
  /** Functions, and objects whose functions were sent with a copy. */
  readonly exports: Exports<Callback | undefined>;
  readonly outbox: { answer(call: number, ok: boolean, value: unknown, standing: boolean): void; flush(): void };
  decode(payload: Payload): unknown;
}

type Plain = (...args: unknown[]) => unknown;
type Call = Extract<Reply, { kind: "callback" }>;

// Functions are told apart by their tags, which are the same in every realm.
export function isGeneratorFunction(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object GeneratorFunction]";
}

export function isAsyncFunction(value: object): boolean {
  return /^\[object Async(Generator)?Function\]$/.test(Object.prototype.toString.call(value));
}

/**
 * Call a function of the caller's for a thread.
 * @returns false when it is too early: a generator's task needs a loop, and none runs. Serve the request again when one does.
 */
export function serveCallback(thread: Serving, request: Call): boolean {
  const known = thread.exports.get(request.callback);
  if (known?.about?.generator === true && known.about.loop?.closed !== false && runningLoopOrNone() === undefined)
    return false;
  if (request.blocking) standFor(thread, () => serve(thread, request));
  else serve(thread, request);
  return true;
}

/** Call `body` while the thread stands still, from its question until it has the answer. */
function standFor({ liveness }: Serving, body: () => void): void {
  const before = liveness.standsFor;
  liveness.standsFor = body;
  try {
    body();
  } finally {
    liveness.standsFor = before;
  }
}

function serve(thread: Serving, request: Call): void {
  const known = thread.exports.get(request.callback);
  try {
    if (known?.about === undefined) throw new LoopClosedError("Cannot call it: the caller has released this function");
    const args = thread.decode(request) as unknown[];
    const on = request.on === undefined ? undefined : thread.exports.get(request.on)?.thing;
    const called = known.thing as Plain;
    const call = (): unknown => Reflect.apply(called, on, args);
    const { generator, loop, context } = known.about;
    const start = (): void => {
      if (generator) spawnCallback(thread, request.id, loop, called.name, call);
      else callNow(thread, request.id, called.name, call);
    };
    if (loop === undefined) start();
    else loop.inContext(context, start);
  } catch (error) {
    thread.outbox.answer(request.id, false, error, request.blocking);
    thread.outbox.flush();
  }
}

/** Call a plain function at once, while the thread stands still for it. */
function callNow(thread: Serving, id: number, name: string, call: () => unknown): void {
  let ok = true;
  let value: unknown;
  try {
    value = call();
    if (isCoroutine(value)) {
      throw atUser(
        new TypeError(
          `Cannot wait for ${name ? `the coroutine that ${name} returned` : "the coroutine that a callback returned"}: the thread stands still for a plain function; make it a generator function (function*), and write yield*`,
        ),
      );
    }
  } catch (error) {
    ok = false;
    value = error;
  }
  thread.outbox.answer(id, ok, value, true);
  thread.outbox.flush();
}

/** Run a generator function as a task, while the thread goes on with a promise. */
function spawnCallback(thread: Serving, id: number, own: Loop | undefined, name: string, call: () => unknown): void {
  const loop = own !== undefined && !own.closed ? own : runningLoop();
  if (Calls.of(loop)?.ending === true)
    throw new LoopClosedError("Cannot call it: the run that this generator function was passed to is over");
  const task = loop.spawn(call() as Coroutine<unknown>, name || undefined);
  task.addListener({
    wake(source) {
      const { state, outcome } = source as Future<unknown>;
      source?.retrieved();
      const cancelled = new CancelledError(outcome instanceof Error ? outcome.message : undefined);
      thread.outbox.answer(id, state === RETURNED, state === CANCELLED ? cancelled : outcome, false);
    },
  });
}
