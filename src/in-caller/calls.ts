import { DeadlockError, ThreadExitedError, TimeoutError } from "../errors.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { Future, PENDING } from "../kernel/future.ts";
import type { Host } from "../kernel/host.ts";
import { type Loop, runningLoopOrNone } from "../kernel/loop.ts";
import type { Platform } from "../platform/platform.ts";
import { beganAtUser } from "../users-line.ts";
import type { Imports } from "../wire/imports.ts";
import type { Node } from "../wire/nodes.ts";
import type { Request } from "../wire/protocol.ts";
import type { Liveness } from "./liveness.ts";
import type { Outbox } from "./outbox.ts";

/** Makes the message of a request to a thread from its number and its encoded arguments. */
export type Compose = (id: number, value: unknown, nodes: readonly Node[] | undefined, home: Home) => Request;

/** A call that may go past every loop. */
interface DirectCall {
  readonly callee: {
    compose(home: Home, call: never, id: number, value: unknown, nodes: undefined): Request;
    readonly errors: readonly ErrorClass[];
  };
  readonly callArgs: readonly unknown[] | undefined;
  directAnswer: unknown;
}

/** Where a call is that has not ended: a thread, or those of which one will take it. */
export interface Holder {
  readonly liveness: Pick<Liveness, "mayAct" | "where">;
  /** The caller has given the call up. */
  abort(call: RemoteFuture, reason: string | undefined): void;
}

/** A thread, as those who call it see it. */
export interface Home extends Holder {
  readonly liveness: Liveness;
  readonly outbox: Outbox;
  /** The things of the thread that this side has stand-ins for. */
  readonly imports: Imports;
  /**
   * Start a request that a loop waits for.
   * @throws CloneError before anything is sent. @throws LoopError or ThreadExitedError when the thread cannot listen.
   */
  request(
    calls: Calls,
    label: string,
    errors: readonly ErrorClass[],
    args: readonly unknown[] | undefined,
    compose: Compose,
  ): RemoteFuture;
  /**
   * Send a request and block for its answer: coroutines stand still meanwhile.
   * @throws the answer, if that is an error. @throws TimeoutError at the deadline of the run. @throws ThreadExitedError.
   */
  read(label: string, compose: Compose): unknown;
  /**
   * Send a request past every loop, and block for its answer, which is put into `call.answer`.
   * @returns 0 when the answer has come; the number of the request, if something else came first; a negative number, if it was not sent.
   */
  ask(call: DirectCall): number;
  /** Let a loop wait for a request that `ask` has sent. */
  expect(calls: Calls, id: number, label: string, errors: readonly ErrorClass[]): RemoteFuture;
  /** End the thread, whatever it does: everything pending there ends with `error`. */
  end(error: Error): void;
}

/** The result of a request that a thread has not answered. Cancelling it aborts the call there, which then is a stray. */
export class RemoteFuture extends Future<unknown> {
  callee: Holder;
  readonly calls: Calls;
  /** Its number in its thread; 0 until one has taken it. */
  id: number;
  /** The call as the user would write it. */
  readonly label: string;
  /** Local classes that errors of this call may be instances of. */
  readonly errors: readonly ErrorClass[];
  /** The time until which the run waits for the end of this call, once it is cancelled, on the platform's clock. */
  until: number;

  constructor(callee: Holder, calls: Calls, label: string, errors: readonly ErrorClass[]) {
    super(calls.loop);
    this.callee = callee;
    this.calls = calls;
    this.id = 0;
    this.label = label;
    this.errors = errors;
    this.until = 0;
  }

  override get about(): string {
    return `at ${this.label} ${this.callee.liveness.where}`;
  }

  override cancel(message?: string): boolean {
    if (this.state !== PENDING) return false;
    // First of all: the thread may refuse the call itself while it is told, and a call that is cancelled must not end twice.
    super.cancel(message);
    this.callee.abort(this, message);
    return true;
  }
}

/** The time that a run waits for its cancelled calls to end, in milliseconds, if it does not say. */
const defaultGrace = 250;

/** So many calls are named; a run may leave thousands behind. */
const namedCalls = 10;

/** The terms of a run, as far as its calls must know them. */
interface Terms {
  readonly grace?: number | undefined;
  readonly listed?: readonly ErrorClass[] | undefined;
}

/** Where loops find a thread, and whether there is one. */
export interface Place {
  get(): Home;
  /** The first thread; it may be starting. Undefined where it could not be started. */
  readonly first: Home | undefined;
  /** The first so many threads, for calls that are spread over them. */
  group(most: number): Pick<Home, "request">;
}

/** The calls of one loop, the place of its threads, and the terms of the run that calls. */
export class Calls {
  /** Set once, by the maker of the loop. */
  declare loop: Loop;
  readonly place: Place;
  readonly platform: Pick<Platform, "whyNotCall">;
  /** Whether this thread's own events stand still while the loop runs. */
  readonly blocks: boolean;
  /** Calls that a coroutine waits for. */
  readonly waiting: Set<RemoteFuture> = new Set();
  /** Calls that were cancelled and have not ended, with their threads. */
  readonly strays: Map<RemoteFuture, Home> = new Map();
  /** How long the run waits for its strays, in milliseconds. */
  grace: number = defaultGrace;
  /** The classes whose prototypes its errors may get: those that it and the runs around it list. */
  listed: readonly ErrorClass[] = [];
  /** The loop is being closed: functions that threads call are not begun in it any more. */
  ending = false;
  /** The first rejection in a thread that nobody handled there while the run waited for that thread. */
  rejection: { readonly error: unknown } | undefined = undefined;

  constructor(platform: Pick<Platform, "whyNotCall">, place: Place, blocks: boolean) {
    this.platform = platform;
    this.place = place;
    this.blocks = blocks;
  }

  /** The calls of a loop; undefined for a loop that has no threads. */
  static of(loop: Loop): Calls | undefined {
    return (loop.host as Host & { readonly calls?: Calls }).calls;
  }

  /** The calls of the loop that runs at this moment. */
  static running(): Calls | undefined {
    const loop = runningLoopOrNone();
    return loop === undefined ? undefined : Calls.of(loop);
  }

  /** Set the terms of a run that begins: `around` is the run that it blocks. @returns a function that sets the terms before again. */
  begin(around: Calls | undefined, terms: Terms): () => void {
    const { grace, listed } = this;
    this.grace = terms.grace ?? defaultGrace;
    this.listed = around === undefined ? (terms.listed ?? []) : [...around.listed, ...(terms.listed ?? [])];
    return () => {
      this.grace = grace;
      this.listed = listed;
      this.rejection = undefined; // Not at the beginning: that of a call which was asked for directly has come by then.
    };
  }

  /** Make the rejection that may have been the reason the cause of an error that tells of waiting in vain. */
  explain(error: unknown): void {
    const inVain = error instanceof DeadlockError || error instanceof TimeoutError;
    if (this.rejection === undefined || !inVain || "cause" in error) return;
    Object.defineProperty(error, "cause", { value: this.rejection.error, configurable: true, writable: true });
  }

  /** How long the run has to wait for its strays from `now` on, in milliseconds; 0 when none is left that could end. */
  timeLeft(now: number): number {
    let until = now;
    for (const [{ until: own }, callee] of this.strays) {
      // A call that can never end is not waited for, but its thread is, until it has had time to say that it listens.
      if (callee.liveness.mayAct) until = Math.max(until, own, callee.liveness.pulse.answersUntil ?? now);
    }
    return until - now;
  }

  /** The strays end with their threads; or they are left alone, with a warning that names them. */
  settle(mode: "detach" | "terminate", warn: (message: string) => void): void {
    for (const callee of new Set(this.strays.values())) {
      const goesOn = callee.liveness.mayAct;
      const strays = this.drop(callee);
      if (mode === "terminate") {
        callee.end(
          beganAtUser(
            new ThreadExitedError(
              `Cannot go on: the thread was ended, for ${named(strays)} went on after being cancelled, and strays is "terminate"`,
            ),
          ),
        );
      } else if (goesOn) {
        const subject =
          strays.length === 1 ? "A call that was cancelled goes" : `${strays.length} calls that were cancelled go`;
        warn(
          `${subject} on in the thread: ${named(strays)}. Pass \`signal\` to what can stop, or use the option strays: "terminate"`,
        );
      }
    }
  }

  /** Abort all, and wait for none: their run is no more. */
  giveUp(reason: string): void {
    this.ending = true;
    for (const call of [...this.waiting]) call.cancel(reason);
    for (const callee of new Set(this.strays.values())) this.drop(callee);
  }

  /** Wait no longer for the strays at this thread. @returns the strays. */
  drop(callee: Home): RemoteFuture[] {
    const strays = [...this.strays.keys()].filter((stray) => this.strays.get(stray) === callee);
    for (const stray of strays) this.strays.delete(stray);
    callee.liveness.strays -= strays.length;
    return strays;
  }
}

function named(strays: readonly RemoteFuture[]): string {
  const names = strays.slice(0, namedCalls).map(({ label }) => label);
  const rest = strays.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}
