import { CANCELLED, End, Future, RETURNED } from "../kernel/future.ts";
import { runningLoopOrNone } from "../kernel/loop.ts";
import type { Listener, ReadyQueue } from "../kernel/ready-queue.ts";
import { Task } from "../kernel/task.ts";
import type { Channel, Onlookers, TracingChannel } from "../platform/platform.ts";
import type { RemoteFuture } from "./calls.ts";

/** The message of all events of a run, a call or a task: the same object, so that subscribers may keep by it what they know. */
export interface Traced {
  /** The call as the user would write it; the name of a task. */
  readonly label: string;
  /** The name of the task that runs or calls. */
  readonly task: string | undefined;
  /** The number of the thread that blocks, or that is called. */
  readonly thread: number;
  /** Only of a run: whether it is one of runAsync, which ends with asyncEnd. */
  readonly async?: boolean;
  /** Only of a task: what it waits for after a turn, if it waits. */
  waiting?: string | undefined;
  error?: unknown;
}

/** Tells those who have subscribed to them of runs, calls and the turns of tasks. Nobody is told of arguments and results. */
export class Tracing {
  /** False only if nobody listens. As long as it is, the fastest calls pass by all that would tell of them. */
  on = true;
  readonly #meet: () => Onlookers | undefined;
  /** Undefined before the first look. */
  #onlookers: Onlookers | undefined;
  #channels: readonly Channel[] = [];
  readonly #contexts = new WeakMap<Task<unknown>, Traced>();

  /** @param meet finds out who may look on. Called with the first look: that takes part of a millisecond, in which a thread can start. */
  constructor(meet: () => Onlookers | undefined) {
    this.#meet = meet;
  }

  /** Find out whether anybody listens. To be called while `on`. */
  look(): boolean {
    this.#onlookers ??= this.#begin();
    if (isHeard(this.#channels)) return true;
    this.on = false;
    this.#onlookers?.notice(this.#channels, () => {
      this.on = true;
    });
    return false;
  }

  #begin(): Onlookers | undefined {
    const onlookers = this.#meet();
    if (onlookers !== undefined) {
      const { run, call, task } = onlookers;
      this.#channels = [run, call, task].flatMap(channelsOf);
    }
    return onlookers;
  }

  /** Run something that blocks. */
  run<T>(label: string, body: () => T): T {
    if (this.#onlookers === undefined) return body();
    const { run, thread } = this.#onlookers;
    return tell(run, { label, task: runningLoopOrNone()?.currentTask?.name, thread }, body);
  }

  /** Run something that does not block. */
  async runAsync<T>(label: string, body: () => Promise<T>): Promise<T> {
    if (this.#onlookers === undefined) return body();
    const { run, thread } = this.#onlookers;
    const traced: Traced = { label, task: runningLoopOrNone()?.currentTask?.name, thread, async: true };
    try {
      return await tell(run, traced, body);
    } catch (error) {
      traced.error = error;
      run.error.publish(traced);
      throw error;
    } finally {
      run.asyncStart.publish(traced);
      run.asyncEnd.publish(traced);
    }
  }

  /** Send a call to a thread. */
  call(label: string, thread: number, send: () => RemoteFuture): RemoteFuture {
    if (this.#onlookers === undefined) return send();
    const { call } = this.#onlookers;
    const traced: Traced = { label, task: runningLoopOrNone()?.currentTask?.name, thread };
    const future = tell(call, traced, send);
    if (future.done)
      tellOfEnd(call, traced, future); // It could not be sent.
    else {
      // Of this one alone: the method of all others stays as short as it is.
      future.settle = (state, outcome) => {
        Future.prototype.settle.call(future, state, outcome);
        tellOfEnd(call, traced, future);
      };
    }
    return future;
  }

  /** Tell of the turns that are pushed into a queue, if anybody is to be told. */
  watch(queue: ReadyQueue): void {
    if (!this.on || !this.look() || this.#onlookers === undefined) return;
    const { task, thread } = this.#onlookers;
    if (!isHeard(channelsOf(task))) return;
    const push = queue.push.bind(queue);
    queue.push = (listener, source) =>
      push(listener instanceof Task ? new Turn(listener, task, this.#contextOf(listener, thread)) : listener, source);
  }

  #contextOf(task: Task<unknown>, thread: number): Traced {
    let traced = this.#contexts.get(task);
    if (traced === undefined) {
      traced = { label: task.name, task: task.name, thread };
      this.#contexts.set(task, traced);
    }
    return traced;
  }
}

function channelsOf({ start, end, asyncStart, asyncEnd, error }: TracingChannel): readonly Channel[] {
  return [start, end, asyncStart, asyncEnd, error];
}

function isHeard(channels: readonly Channel[]): boolean {
  for (const channel of channels) if (channel.hasSubscribers) return true;
  return false;
}

/** As TracingChannel.traceSync does, but that one would show the result to everybody. */
function tell<T>(channel: TracingChannel, traced: Traced, body: () => T): T {
  return channel.start.runStores(traced, () => {
    try {
      return body();
    } catch (error) {
      traced.error = error;
      channel.error.publish(traced);
      throw error;
    } finally {
      channel.end.publish(traced);
    }
  });
}

function tellOfEnd(channel: TracingChannel, traced: Traced, future: Future<unknown>): void {
  if (future.state !== RETURNED) {
    // Its error still counts as unseen.
    traced.error = future.state === CANCELLED ? future.cancelledError() : future.outcome;
    channel.error.publish(traced);
  }
  channel.asyncStart.publish(traced);
  channel.asyncEnd.publish(traced);
}

/** A turn of a task, which is told of. */
class Turn implements Listener {
  readonly #task: Task<unknown>;
  readonly #channel: TracingChannel;
  readonly #traced: Traced;

  constructor(task: Task<unknown>, channel: TracingChannel, traced: Traced) {
    this.#task = task;
    this.#channel = channel;
    this.#traced = traced;
  }

  wake(source: Future<unknown> | undefined): void {
    const task = this.#task;
    const traced = this.#traced;
    if (task.done) return task.wake(source);
    traced.waiting = undefined;
    this.#channel.start.publish(traced);
    task.wake(source);
    traced.waiting = task.waiting === undefined ? undefined : nameOf(task.waiting);
    this.#channel.end.publish(traced);
    if (task.done) tellOfEnd(this.#channel, traced, task);
  }
}

/** The thing that a task waits for, in a word. */
function nameOf(future: Future<unknown>): string {
  if (future instanceof Task) return future.name;
  if (future instanceof End || future.kind === "composite") return "other tasks";
  return (future.about ?? future.operation ?? "a future").replace(/^at /, "");
}
