import { LoopClosedError, LoopError, ThreadExitedError } from "../errors.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { CANCELLED } from "../kernel/future.ts";
import type { Loop } from "../kernel/loop.ts";
import type { ThreadEnd, ThreadOptions } from "../platform/platform.ts";
import { Callbacks } from "./callbacks.ts";
import { CallerBorder } from "./caller-border.ts";
import { decode } from "./decode.ts";
import { Doorbell } from "./doorbell.ts";
import { type Encoded, encode, encodeArguments } from "./encode.ts";
import { Handles } from "./handles.ts";
import type { Hub } from "./hub.ts";
import type { Member, Source } from "./known.ts";
import { lastWords } from "./last-words.ts";
import { type Composed, Outbox } from "./outbox.ts";
import { Pending, Reading, type ResultReply } from "./pending.ts";
import { isPrimitive } from "./plain.ts";
import { isShortReturn, type Payload, type PostedReply, type Reply, type Request, wholeReply } from "./protocol.ts";
import { RemoteFuture } from "./remote-future.ts";
import { serveCallback } from "./serve-callback.ts";
import { joinStacks } from "./stacks.ts";
import { Vitals } from "./vitals.ts";

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
  readonly #vitals: Vitals;
  #ids = 0;
  #idleAfter = -1;
  #death: Error | undefined;

  constructor(hub: Hub, options: ThreadOptions) {
    const threadBell = Doorbell.allocate();
    const imports = (options.imports ?? []).map((specifier) => hub.platform.toUrl(String(specifier)));
    this.#end = hub.platform.startThread({ callerBell: hub.bellMemory, threadBell, spin: hub.spins, imports }, options);
    this.hub = hub;
    this.border = new CallerBorder(this, hub.platform);
    this.handles = new Handles(this, hub.makeHandle);
    this.#vitals = new Vitals(this.#end, hub.platform.now);
    this.#outbox = new Outbox(this.#end, new Doorbell(threadBell), this.border, (composed, error) =>
      this.#refuse(composed, error),
    );
    hub.threads.add(this);
  }

  /** Whether it has said that it serves. */
  get ready(): boolean {
    return this.#vitals.ready;
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
    this.#push(composed);
    return future;
  }

  /** Start a request that this thread blocks for. */
  ask(message: (id: number) => Request): Reading {
    this.requireAlive("read");
    const id = ++this.#ids;
    const reading = new Reading();
    this.pending.add(id, reading);
    this.#push({ message: message(id) });
    return reading;
  }

  /** Arguments, ready to be spread into a request. */
  encode(args: readonly unknown[]): Encoded {
    return encodeArguments(args, this.border);
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
      this.#push({ message: { kind: "base", base, what: member.source.base } });
    }
    target = this.#targets.size;
    this.#targets.set(member, target);
    this.#push({ message: { kind: "target", target, base, path: member.path } });
    return target;
  }

  /** The caller has given a call up, and waits for its end for `grace` milliseconds. */
  abort(future: RemoteFuture, reason: string | undefined, grace: number): void {
    if (!this.pending.giveUp(future, this.hub.platform.now() + grace)) return;
    this.#push({ message: { kind: "abort", call: future.id, reason } });
    this.#push({ message: this.#vitals.ping(future.label, grace) });
  }

  /** Send something that needs no answer, at once: nothing else may be on its way. */
  tell(message: Request): void {
    this.#push({ message });
    this.flush();
    this.hub.wakeWatchers();
  }

  /** When it is known whether it listens, if a ping is on its way. */
  get answersUntil(): number | undefined {
    return this.#vitals.answersUntil;
  }

  /** What a callback gave. `standing`: the thread stands still for it. */
  answer(call: number, ok: boolean, value: unknown, standing: boolean): void {
    const push = (good: boolean, given: unknown, name: string): void => {
      const { transfer, ...rest } = encode(given, this.border, name);
      this.#push({ message: { kind: "answer", call, ok: good, ...rest }, transfer, value: given, standing });
    };
    try {
      push(ok, value, ok ? "result" : "error");
    } catch (error) {
      push(false, error, "error");
    }
  }

  #push(composed: Composed): void {
    this.hub.unsent = true;
    this.#outbox.push(composed);
  }

  /** Send what has gathered: one message for all calls of a tick. */
  flush(): void {
    const released = this.handles.takeReleased();
    if (released.length > 0) this.#outbox.push({ message: { kind: "release", handles: released } });
    if (!this.dead) this.#outbox.flush();
  }

  /** Take in what has arrived. @returns whether there was anything. */
  drain(): boolean {
    let any = false;
    while (!this.dead) {
      const received = this.#end.receive();
      if (received === undefined) return any;
      any = true;
      const posted = received.message as PostedReply;
      if (isShortReturn(posted) && isPrimitive(posted[1])) this.pending.returned(posted[0], posted[1]);
      else this.#dispatch(wholeReply(posted));
    }
    return any;
  }

  onMessage(listener: (() => void) | undefined): void {
    if (!this.dead) this.#end.onMessage(listener);
  }

  /** Take note of its death if the event loop has told of it. */
  noticeDeath(): void {
    if (this.#end.gone) this.checkLife();
  }

  /** Nothing goes on there, and everything that was sent has been seen. */
  get idle(): boolean {
    return this.#idleAfter === this.#outbox.count;
  }

  /** Whether it may still wake a coroutine of `loop`. */
  mayWake(loop: Loop): boolean {
    return !this.dead && !this.idle && (this.pending.countOf(loop) > 0 || this.callbacks.mayCall(loop));
  }

  /** Whether anybody here would miss it. */
  get wanted(): boolean {
    return this.pending.size > 0 || this.callbacks.size > 0;
  }

  /** Whether it is to be looked at again before it says something: it may never. */
  get doubtful(): boolean {
    return !this.dead && this.wanted && this.#vitals.doubtful;
  }

  /** Find out whether it died without a word, or never started. Not for every call: asking wakes the thread. */
  checkLife(): void {
    if (this.dead || this.#vitals.death() === undefined) return;
    this.drain(); // Its last messages come before its death.
    const death = this.#vitals.death();
    if (death !== undefined) this.end(death);
  }

  /** End it if it has been too busy to answer for too long. */
  endIfSilent(): void {
    if (this.dead || this.#vitals.silence() === undefined || this.drain()) return;
    const silence = this.#vitals.silence();
    if (silence !== undefined) this.end(silence);
  }

  /**
   * It is gone, or has to go: everything pending there ends with `error`. Blocks until nothing goes on there any more, for some
   * milliseconds; longer only if it is in a native function.
   */
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

  #refuse({ message, standing }: Composed, error: unknown): void {
    if (message.kind === "answer") {
      const why = new TypeError(`Cannot send the result of a callback: ${String(error)}`);
      this.answer(message.call, false, why, standing === true);
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
      case "pong":
        return this.#vitals.hear(reply);
      case "return":
      case "throw":
        return this.#dispatchResult(reply);
      case "callback":
        return serveCallback(this, reply);
      case "idle":
        this.#idleAfter = reply.received;
        return;
      case "forget":
        this.callbacks.forget(reply.callback, reply.arrivals);
        return;
      case "exit":
        return this.end(
          lastWords(reply, this.ready, this.hub.platform.exitText, (payload) => this.decode(payload, [])),
        );
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
