import { LoopError, ThreadExitedError, textOf } from "../errors.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { PENDING, RETURNED, THREW } from "../kernel/future.ts";
import type { Platform, ThreadEnd, ThreadOptions } from "../platform/platform.ts";
import { atUser, beganAtUser } from "../users-line.ts";
import { Doorbell } from "../wire/bell.ts";
import { arePlain, type Encoded, encodeArguments, isPrimitive } from "../wire/encode.ts";
import type { Imports } from "../wire/imports.ts";
import { isShortReturn, type Payload, type PostedReply, type Reply, wholeReply } from "../wire/protocol.ts";
import { type Serving, serveCallback } from "./callbacks.ts";
import { type Behalf, CallerBorder } from "./caller-border.ts";
import { Calls, type Compose, type Home, RemoteFuture } from "./calls.ts";
import { Liveness, Pulse } from "./liveness.ts";
import { Outbox } from "./outbox.ts";
import { joinStacks } from "./stacks.ts";
import type { HandleState } from "./stand-ins.ts";
import type { Tracing } from "./tracing.ts";
import { Workload } from "./workload.ts";

/** The threads of the calling thread, as far as one of them uses the others. */
export interface Hub {
  readonly platform: Platform;
  readonly ear: Ear;
  readonly makeHandle: (state: HandleState) => object;
  readonly tracing: Tracing;
  /** The calls that are made while no loop runs. */
  readonly outside: Calls;
  /** Set when a thread has requests to send. */
  unsent: boolean;
  /** Set when a thread has called a generator function while no loop ran. */
  early: boolean;
  /** Block until the future is done. @throws TimeoutError at the deadline of the run; the future has been cancelled then. */
  block(future: RemoteFuture): void;
  /** Send the requests that have gathered, at once, and wake loops that wait without blocking. */
  sendNow(): void;
  ended(thread: Thread, error: Error): void;
}

/** The bell that all threads ring, as far as a direct call uses it. */
interface Ear {
  readonly memory: SharedArrayBuffer;
  readonly quiet: boolean;
  receiveNext<M>(receive: () => M | undefined): M | undefined;
  lookAgain(): void;
}

const nothing: Encoded = { value: undefined, transfer: [], undo: [] };

/** So many messages are taken in at once: a thread may send without end, and deadlines must be kept. */
const mostAtOnce = 4096;

/** A thread as its caller sees it: sends requests, and settles the calls that are pending there. */
export class Thread implements Home {
  readonly liveness: Liveness;
  readonly outbox: Outbox;
  readonly workload: Workload;
  readonly #hub: Hub;
  readonly #end: ThreadEnd;
  readonly #border: CallerBorder;
  readonly #calls = new Map<number, RemoteFuture>();
  /** Messages that were received while another one was waited for. */
  readonly #inbox: PostedReply[] = [];
  /** Calls of generator functions that came while no loop ran. */
  #early: Extract<Reply, { kind: "callback" }>[] = [];
  readonly #serving: Serving;
  readonly #receive: () => { readonly message: unknown } | undefined;
  #ids = 0;

  constructor(hub: Hub, options: ThreadOptions) {
    const { platform, ear } = hub;
    const threadBell = Doorbell.allocate();
    const imports = (options.imports ?? []).map((specifier) => platform.toUrl(String(specifier)));
    this.#hub = hub;
    this.#end = platform.startThread({ callerBell: ear.memory, threadBell, spin: platform.spins, imports }, options);
    this.#border = new CallerBorder(this, platform, hub.makeHandle, (message) => {
      this.outbox.push({ message });
      hub.sendNow();
    });
    this.outbox = new Outbox(this.#end, new Doorbell(threadBell), this.#border, {
      unsent() {
        hub.unsent = true;
      },
      refused: (id, error) => this.#fail(id, error),
    });
    this.workload = new Workload(platform.now);
    this.#receive = () => this.#end.receive();
    this.liveness = new Liveness(
      new Pulse(this.#end, platform.now, options.patience),
      this.outbox,
      this.#border.exports,
    );
    this.#serving = {
      liveness: this.liveness,
      exports: this.#border.exports,
      outbox: this.outbox,
      decode: (payload) => this.#border.decode(payload, Calls.running()?.listed ?? []),
    };
  }

  get imports(): Imports {
    return this.#border.imports;
  }

  /** Its number, as other tools know it. */
  get id(): number {
    return this.#end.id;
  }

  request(
    calls: Calls,
    label: string,
    errors: readonly ErrorClass[],
    args: readonly unknown[] | undefined,
    compose: Compose,
  ): RemoteFuture {
    if (this.liveness.death !== undefined) this.liveness.requireAlive(`call ${label}`);
    if (this.liveness.standsFor !== undefined) {
      this.endIfForsaken();
      this.liveness.requireAlive(`call ${label}`);
      throw atUser(
        new LoopError(
          `Cannot call ${label}: its thread waits for this very callback to return; make the callback a generator function (function*)`,
        ),
      );
    }
    const { tracing } = this.#hub;
    if (!tracing.on) return this.#ask(calls, label, errors, args, compose);
    return tracing.call(label, this.id, () => this.#ask(calls, label, errors, args, compose));
  }

  read(label: string, compose: Compose): unknown {
    const why = this.#hub.platform.whyNotBlock();
    if (why !== undefined)
      throw atUser(new LoopError(`Cannot read ${label}: that blocks, and ${why}; or write yield* get(handle, key)`));
    this.liveness.requireAlive("read");
    const { tracing, outside } = this.#hub;
    const ask = (): RemoteFuture => this.#ask(Calls.running() ?? outside, label, [], undefined, compose);
    const future = tracing.on ? tracing.call(label, this.id, ask) : ask();
    this.#hub.block(future);
    return future.result();
  }

  #ask(
    calls: Calls,
    label: string,
    errors: readonly ErrorClass[],
    args: readonly unknown[] | undefined,
    compose: Compose,
  ): RemoteFuture {
    const future = new RemoteFuture(this, calls, label, errors);
    this.take(future, args, compose, undefined);
    return future;
  }

  /** Start a call. @throws CloneError before anything is sent; then nothing has changed. */
  take(future: RemoteFuture, args: readonly unknown[] | undefined, compose: Compose, behalf: Behalf | undefined): void {
    const id = ++this.#ids;
    const { value, nodes, transfer, undo } =
      args === undefined
        ? nothing
        : behalf === undefined
          ? encodeArguments(args, this.#border)
          : this.#border.encodeFor(behalf, args);
    const message = compose(id, value, nodes, this);
    this.#enter(future, id);
    this.outbox.push({ message, transfer, undo, value: args });
  }

  expect(calls: Calls, id: number, label: string, errors: readonly ErrorClass[]): RemoteFuture {
    return this.#enter(new RemoteFuture(this, calls, label, errors), id);
  }

  /** Take a call into all accounts. */
  #enter(future: RemoteFuture, id: number): RemoteFuture {
    future.callee = this;
    future.id = id;
    this.#calls.set(id, future);
    future.calls.waiting.add(future);
    this.liveness.waiting++;
    return future;
  }

  ask(call: Parameters<Home["ask"]>[0]): number {
    const { callee, callArgs: args } = call;
    const { ear, unsent, tracing } = this.#hub;
    if (
      unsent ||
      (tracing.on && tracing.look()) ||
      !ear.quiet ||
      !this.liveness.quiet ||
      (args !== undefined && !arePlain(args, this.#border))
    )
      return -1;
    const id = ++this.#ids;
    if (!this.outbox.postNow(callee.compose(this, call as never, id, args, undefined))) return -1;
    this.#hub.unsent = false;
    for (;;) {
      const posted = ear.receiveNext(this.#receive)?.message as PostedReply | undefined;
      if (posted === undefined) return id;
      if (isShortReturn(posted)) {
        if (posted[0] === id) {
          call.directAnswer = isPrimitive(posted[1])
            ? posted[1]
            : this.#border.decode({ value: posted[1] }, callee.errors);
          return 0;
        }
      } else if (posted.kind === "return" && posted.id === id) {
        call.directAnswer = this.#border.decode(posted, callee.errors);
        return 0;
      } else if (posted.kind === "ready") {
        this.liveness.pulse.hear(posted);
        continue;
      }
      this.#inbox.push(posted);
      ear.lookAgain();
      return id;
    }
  }

  abort(call: RemoteFuture, reason: string | undefined): void {
    if (!this.#calls.has(call.id)) return;
    const { calls } = call;
    call.until = this.#hub.platform.now() + calls.grace;
    calls.waiting.delete(call);
    calls.strays.set(call, this);
    this.liveness.waiting--;
    this.liveness.strays++;
    this.outbox.push({ message: { kind: "abort", call: call.id, reason } });
    this.outbox.push({ message: this.liveness.pulse.ping(call.label, calls.grace) });
  }

  /** Take in the messages that have arrived. @returns whether there were any, and whether there may be more. */
  takeIn(): "nothing" | "all" | "some" {
    let taken = 0;
    if (this.#early.length > 0 && Calls.running() !== undefined) {
      taken = this.#early.length;
      for (const call of this.#early.splice(0)) serveCallback(this.#serving, call);
    }
    for (; taken < mostAtOnce && this.liveness.death === undefined; taken++) {
      const posted = this.#inbox.shift() ?? (this.#end.receive()?.message as PostedReply | undefined);
      if (posted === undefined) break;
      this.#dispatch(wholeReply(posted));
    }
    if (taken >= mostAtOnce) return "some";
    return taken === 0 ? "nothing" : "all";
  }

  /** End the thread if it died without a word, never started, or has been busy for too long; its messages are taken in before. */
  inspect(): void {
    if (this.takeIn() === "some" || this.liveness.death !== undefined || this.liveness.pulse.verdict() === undefined)
      return;
    this.takeIn(); // The thread's last messages come before its death.
    const verdict = this.liveness.pulse.verdict();
    if (verdict !== undefined) this.end(verdict);
  }

  /** Call `listener` when something arrives while this thread does not block. `holds`: that keeps the process alive. */
  listen(listener: (() => void) | undefined, holds: boolean): void {
    if (this.liveness.death === undefined) this.#end.onMessage(listener, holds);
  }

  /** End the thread if it waits for a callback that was ended by force: nobody will ever answer it. */
  endIfForsaken(): void {
    if (!this.liveness.forsaken) return;
    this.end(
      beganAtUser(new ThreadExitedError("Cannot go on: the thread waited for a callback that was ended by force")),
    );
  }

  end(error: Error): void {
    if (this.liveness.death !== undefined) return;
    this.liveness.death = error;
    this.#hub.ended(this, error);
    this.#end.terminate();
    for (const id of [...this.#calls.keys()]) this.#fail(id, error);
  }

  #dispatch(reply: Reply): void {
    switch (reply.kind) {
      case "ready":
      case "pong":
        return this.liveness.pulse.hear(reply);
      case "idle":
        return this.liveness.ranEmpty(reply.received);
      case "begun":
        return this.workload.begun(reply.upTo);
      case "return":
      case "throw":
        return this.#answered(reply.id, reply.kind === "return" ? RETURNED : THREW, reply);
      case "callback":
        if (serveCallback(this.#serving, reply)) return;
        this.#early.push(reply);
        this.#hub.early = true;
        return;
      case "rejected":
        return this.#rejected(reply);
      case "release":
        return this.#border.exports.release(reply.pairs);
      case "classless":
        return this.#border.forgetClass(reply.class);
      case "exit":
        return this.end(this.#lastWords(reply));
      default:
        reply satisfies never;
    }
  }

  /** A rejection belongs to no call that is known: it explains the errors of all runs that wait for this thread in vain. */
  #rejected(payload: Payload): void {
    const error = this.#border.decode(payload, []);
    for (const { calls } of this.#calls.values()) calls.rejection ??= { error };
  }

  #answered(id: number, state: typeof RETURNED | typeof THREW, payload: Payload): void {
    const call = this.#take(id);
    if (call === undefined) return;
    const { errors, calls } = call;
    const wanted = call.state === PENDING;
    let ended = state;
    let outcome: unknown;
    try {
      // Decode it also when nobody wants it any more: a handle in it must be counted, or it would never be released.
      outcome = this.#border.decode(payload, calls.listed.length === 0 ? errors : [...errors, ...calls.listed]);
      if (wanted && state === THREW) joinStacks(outcome, call);
    } catch (error) {
      ended = THREW;
      outcome = error;
    }
    if (wanted) call.settle(ended, outcome);
  }

  #fail(id: number, error: unknown): void {
    const call = this.#take(id);
    if (call?.state === PENDING) call.settle(THREW, error);
  }

  /** Take a call that has ended out of all accounts. */
  #take(id: number): RemoteFuture | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    this.workload.end(id);
    const { calls } = call;
    if (calls.waiting.delete(call)) this.liveness.waiting--;
    else if (calls.strays.delete(call)) this.liveness.strays--;
    return call;
  }

  #lastWords(reply: Extract<Reply, { kind: "exit" }>): ThreadExitedError {
    const { code: exitCode, stderr } = reply;
    const attempt = this.liveness.pulse.ready ? "go on: the thread ended by" : "start the thread: it ended by";
    if (!reply.failed) {
      return beganAtUser(
        new ThreadExitedError(`Cannot ${attempt} ${this.#hub.platform.exitText(exitCode)}`, { exitCode, stderr }),
      );
    }
    const cause = this.#border.decode(reply, []);
    return beganAtUser(
      new ThreadExitedError(`Cannot ${attempt} an error that nobody caught: ${textOf(cause)}`, {
        exitCode,
        stderr,
        cause,
      }),
    );
  }
}
