import { LoopClosedError, LoopError, ThreadExitedError } from "../errors.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { CANCELLED } from "../kernel/future.ts";
import type { Loop } from "../kernel/loop.ts";
import type { ThreadEnd, ThreadOptions } from "../platform/platform.ts";
import { Callbacks } from "./callbacks.ts";
import { CallerBorder } from "./caller-border.ts";
import { decode } from "./decode.ts";
import { Doorbell } from "./doorbell.ts";
import { type Encoded, encode } from "./encode.ts";
import { Handles } from "./handles.ts";
import type { Hub } from "./hub.ts";
import type { Member, Source } from "./known.ts";
import { type Composed, Outbox } from "./outbox.ts";
import { Pending, Reading, type ResultReply } from "./pending.ts";
import type { Payload, Reply, Request } from "./protocol.ts";
import { RemoteFuture } from "./remote-future.ts";
import { serveCallback } from "./serve-callback.ts";
import { joinStacks } from "./stacks.ts";

/** How long a thread may take to start, in milliseconds. */
const startTime = 10_000;

/** A thread as its caller sees it: what is sent, what is pending, and whether it lives. */
export class Thread {
  readonly hub: Hub;
  readonly border: CallerBorder;
  readonly handles: Handles;
  readonly callbacks: Callbacks = new Callbacks();
  readonly pending: Pending = new Pending();
  /** How many plain callbacks of the thread are running here: it stands still meanwhile. */
  serving = 0;
  readonly #end: ThreadEnd;
  readonly #outbox: Outbox;
  readonly #bases = new Map<Source, number>();
  readonly #targets = new Map<Member, number>();
  readonly #startedAt: number;
  #ids = 0;
  #idleAfter = -1;
  #ready = false;
  #lastPing = 0;
  #lastPong = 0;
  #death: Error | undefined;

  constructor(hub: Hub, options: ThreadOptions) {
    this.hub = hub;
    this.border = new CallerBorder(this, hub.platform);
    this.handles = new Handles(this, hub.makeHandle);
    const threadBell = Doorbell.allocate();
    this.#startedAt = hub.platform.now();
    const imports = (options.imports ?? []).map((specifier) => hub.platform.toUrl(String(specifier)));
    this.#end = hub.platform.startThread({ callerBell: hub.bellMemory, threadBell, spin: hub.spins, imports }, options);
    this.#outbox = new Outbox(this.#end, new Doorbell(threadBell), this.border, (message, error) =>
      this.#refuse(message, error),
    );
    hub.threads.add(this);
  }

  get dead(): boolean {
    return this.#death !== undefined;
  }

  /** @throws what ended it. */
  requireAlive(action: string): void {
    if (this.#death === undefined) return;
    const { message } = this.#death;
    const Kind = this.#death instanceof LoopClosedError ? LoopClosedError : ThreadExitedError;
    throw new Kind(`Cannot ${action}: the thread it lives in is gone (${message})`, { cause: this.#death } as never);
  }

  /** Start a request whose answer `loop` waits for. `compose` gets its number. @throws CloneError before anything is sent. */
  request(loop: Loop, label: string, errors: readonly ErrorClass[], compose: (id: number) => Composed): RemoteFuture {
    this.#requireListening(label);
    const id = ++this.#ids;
    const composed = compose(id);
    const future = new RemoteFuture(loop, this, id, label, errors);
    this.pending.add(id, future);
    this.#outbox.push(composed);
    return future;
  }

  /** Start a request that this thread blocks for. */
  ask(message: (id: number) => Request): Reading {
    this.requireAlive("read");
    const id = ++this.#ids;
    const reading = new Reading();
    this.pending.add(id, reading);
    this.#outbox.push({ message: message(id) });
    return reading;
  }

  /** Arguments, ready to be spread into a request. */
  encode(value: unknown, name: string): Encoded {
    return encode(value, this.border, name);
  }

  /** What a reply carries. Errors may be instances of `errors`. */
  decode(payload: Payload, errors: readonly ErrorClass[]): unknown {
    const before = this.border.errors;
    this.border.errors = errors;
    try {
      return decode(payload, this.border);
    } finally {
      this.border.errors = before;
    }
  }

  /** The number that the thread knows a member by. */
  targetOf(member: Member): number {
    let target = this.#targets.get(member);
    if (target !== undefined) return target;
    let base = this.#bases.get(member.source);
    if (base === undefined) {
      base = this.#bases.size;
      this.#bases.set(member.source, base);
      this.#outbox.push({ message: { kind: "base", base, what: member.source.base } });
    }
    target = this.#targets.size;
    this.#targets.set(member, target);
    this.#outbox.push({ message: { kind: "target", target, base, path: member.path } });
    return target;
  }

  /** The caller has given a call up. */
  abort(future: RemoteFuture, reason: string | undefined): void {
    if (!this.pending.giveUp(future, this.hub.platform.now() + this.hub.cancelGrace)) return;
    this.#outbox.push({ message: { kind: "abort", call: future.id, reason } });
    this.ping();
  }

  ping(): void {
    this.#outbox.push({ message: { kind: "ping", id: ++this.#lastPing } });
  }

  /** Whether it has answered every ping. */
  get answers(): boolean {
    return this.#lastPong === this.#lastPing;
  }

  answer(call: number, ok: boolean, value: unknown): void {
    if (this.dead) return;
    let payload: Encoded;
    let good = ok;
    try {
      payload = this.encode(value, ok ? "result" : "error");
    } catch (error) {
      payload = this.encode(error, "error");
      good = false;
    }
    const { transfer, ...rest } = payload;
    this.#outbox.push({ message: { kind: "answer", call, ok: good, ...rest }, transfer, value });
  }

  /** Send what has gathered: one message for all calls of a tick. */
  flush(): void {
    const released = this.handles.takeReleased();
    if (released.length > 0) this.#outbox.push({ message: { kind: "release", handles: released } });
    if (!this.dead) this.#outbox.flush(this.hub.quick);
  }

  /** Take in what has arrived. @returns whether there was anything. */
  drain(): boolean {
    let any = false;
    while (!this.dead) {
      const received = this.#end.receive();
      if (received === undefined) return any;
      any = true;
      this.#dispatch(received.message as Reply);
    }
    return any;
  }

  onMessage(listener: (() => void) | undefined): void {
    if (!this.dead) this.#end.onMessage(listener);
  }

  /** Whether it may still wake a coroutine of `loop`. */
  mayWake(loop: Loop): boolean {
    if (this.dead || this.#idleAfter === this.#outbox.count) return false;
    return this.pending.countOf(loop) > 0 || this.callbacks.size > 0;
  }

  /** Find out whether it died without a word, or never started. Call when nothing has come for a while. */
  checkLife(): void {
    if (this.dead || this.pending.size === 0) return;
    if (!this.#ready && this.hub.platform.now() - this.#startedAt > startTime) {
      this.end(
        new ThreadExitedError(
          `Cannot start the thread: it was not ready after ${startTime} ms; look at its imports and execArgv`,
        ),
      );
    } else if (!this.#end.isAlive() && !this.drain()) {
      const when = this.#ready
        ? "without a word; out of memory, perhaps"
        : "before it was ready; look at its imports and execArgv";
      this.end(new ThreadExitedError(`Cannot go on: the thread ended ${when}`));
    }
  }

  /** End it if it has not answered since a call was given up, and has had time to. */
  endIfSilent(): void {
    if (this.dead || this.pending.strays.size === 0 || this.answers || !this.#ready) return;
    const now = this.hub.platform.now();
    for (const [stray, until] of this.pending.strays) {
      if (now < until) continue;
      this.end(
        new ThreadExitedError(
          `Cannot go on: the thread was ended, for it did not answer after ${stray.label} was cancelled (an endless loop?)`,
        ),
      );
      return;
    }
  }

  /** It is gone, or has to go: everything pending there ends with `error`. */
  end(error: Error): void {
    if (this.dead) return;
    this.#death = error;
    this.hub.threads.delete(this);
    this.#end.terminate();
    this.pending.fail(error);
  }

  #requireListening(label: string): void {
    this.requireAlive(`call ${label}`);
    if (this.serving === 0) return;
    throw new LoopError(
      `Cannot call ${label}: its thread waits for this very callback to return; make the callback a generator function (function*)`,
    );
  }

  #refuse(message: Request, error: unknown): void {
    if (message.kind === "answer") {
      this.answer(message.call, false, new TypeError(`Cannot send the result of a callback: ${String(error)}`));
      this.flush();
    } else if ("id" in message) {
      this.pending.settle(message.id, () => {
        throw error;
      });
    }
  }

  #dispatch(reply: Reply): void {
    switch (reply.kind) {
      case "ready":
        this.#ready = true;
        return;
      case "return":
      case "throw":
        return this.#dispatchResult(reply);
      case "callback":
        return serveCallback(this, reply);
      case "pong":
        this.#lastPong = Math.max(this.#lastPong, reply.id);
        return;
      case "idle":
        this.#idleAfter = reply.received;
        return;
      case "forget":
        this.callbacks.forget(reply.callback, reply.arrivals);
        return;
      case "warning":
        this.hub.platform.warn(reply.text);
        return;
      case "exit": {
        const cause = reply.failed ? { cause: this.decode(reply, []) } : {};
        const why = reply.failed
          ? `an error that nobody caught: ${String(cause.cause)}`
          : `process.exit(${reply.code})`;
        this.end(
          new ThreadExitedError(`Cannot go on: the thread ended by ${why}`, {
            exitCode: reply.code,
            stderr: reply.stderr,
            ...cause,
          }),
        );
        return;
      }
      default:
        reply satisfies never;
    }
  }

  #dispatchResult(reply: ResultReply): void {
    const entry = this.pending.get(reply.id);
    if (entry === undefined) return;
    if (entry instanceof Reading) return this.pending.answered(reply.id, entry, reply);
    this.pending.settle(reply.id, () => {
      const value = this.decode(reply, entry.errors);
      if (reply.kind === "return") return value;
      joinStacks(value, entry);
      throw value;
    });
    // A stray's late result: nobody wants it, but a handle in it must be counted, or it would never be released.
    if (entry.state === CANCELLED && reply.nodes !== undefined) this.decode(reply, []);
  }
}
