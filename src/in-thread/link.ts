import { CancelledError, textOf } from "../errors.ts";
import type { ThreadPlatform } from "../platform/platform.ts";
import { Doorbell, Sleeper } from "../wire/bell.ts";
import { decode } from "../wire/decode.ts";
import { type Encoded, encode, encodeTable, isPrimitive, takeBack } from "../wire/encode.ts";
import {
  isShortCall,
  type Payload,
  type PostedReply,
  type PostedRequests,
  type Reply,
  type Request,
  shortReply,
  wholeRequest,
} from "../wire/protocol.ts";
import type { CallsBack } from "./stubs.ts";
import { ThreadBorder } from "./thread-border.ts";

// Taken when the thread starts: the modules that it loads may put another in its place.
const { queueMicrotask } = globalThis;

const nothing: readonly unknown[] = [];

type Answer = Extract<Request, { kind: "answer" }>;

/** Does the requests of the caller. */
interface Serve {
  handle(request: Request): void;
  /** The commonest request: a call that is all plain. */
  call(id: number, target: number, args: unknown[]): void;
}

/** In the thread: takes requests in and sends replies, and keeps the account of calls that have not ended. */
export class Link implements CallsBack {
  readonly border: ThreadBorder;
  /** How many calls have not ended: while there are any the event loop must be able to run empty. */
  pending = 0;
  /** How many of them the caller has not given up: while there are any this thread does not spin, and rings once for several answers. */
  awaited = 0;
  readonly #platform: ThreadPlatform;
  readonly #serve: Serve;
  readonly #callerBell: Doorbell;
  readonly #threadBell: Doorbell;
  readonly #sleeper: Sleeper;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  /** Answers to blocking callbacks, while this thread stands still for them. */
  readonly #answers = new Map<number, Answer>();
  readonly #deferred: Request[] = [];
  /** Requests that arrived together, and how many of them have been begun. */
  #batch: Request[] = [];
  #next = 0;
  #blocked = 0;
  #callbacks = 0;
  #received = 0;
  #receiving = false;
  #mustRing = false;
  #open = true;

  constructor(platform: ThreadPlatform, serve: Serve) {
    this.#platform = platform;
    this.#serve = serve;
    this.border = new ThreadBorder(platform, this);
    this.#callerBell = new Doorbell(platform.boot.callerBell);
    this.#threadBell = new Doorbell(platform.boot.threadBell);
    this.#sleeper = new Sleeper(this.#threadBell, platform.now, platform.boot.spin);
  }

  start(): void {
    // Listen first: a listener keeps the event loop from running empty until keepOpen says otherwise.
    this.#platform.end.onMessage((message) => this.#arrived(message as PostedRequests));
    this.send({ kind: "ready" });
    this.#receive(this.#calledMeanwhile());
  }

  /** Requests that came while the thread started, without the calls that have been given up by now: they need not begin. */
  #calledMeanwhile(): Request[] {
    const requests: Request[] = [];
    for (let received = this.#platform.end.receive(); received !== undefined; received = this.#platform.end.receive()) {
      for (const posted of received.message as PostedRequests) requests.push(wholeRequest(posted));
    }
    this.#batch = requests;
    this.#next = 0;
    for (const request of requests) if (request.kind === "abort") this.#dropAhead(request.call, request.reason);
    return requests;
  }

  #arrived(posted: PostedRequests): void {
    const [only] = posted;
    if (posted.length > 1 || !isShortCall(only)) return this.#receive(posted.map(wholeRequest));
    this.#received++;
    this.#serve.call(only[0], only[1], only[2]);
    this.settled();
  }

  #receive(requests: Request[]): void {
    this.#receiving = true;
    this.#batch = requests;
    for (this.#next = 0; this.#next < requests.length; ) {
      this.#received++;
      this.#serve.handle(requests[this.#next++] as Request);
    }
    this.#receiving = false;
    this.#batch = []; // The arguments of calls are theirs to keep.
    if (this.#mustRing) this.#ring();
    this.settled();
  }

  /**
   * Called when a call has ended. When the caller waits for no other, spin for the next request: it often asks again at once.
   * Only wait here; the request is delivered by the event loop as ever.
   */
  settled(): void {
    if (this.#receiving || this.#blocked > 0) return;
    if (!this.#open && this.pending === 0 && this.border.imports.size === 0) this.#keepOpen(true);
    if (this.awaited === 0) this.#sleeper.spin(this.#threadBell.read());
  }

  /** Let the event loop run empty if nothing goes on: then what is pending can never end by itself, and the caller is told. */
  rest(): void {
    if (this.#open && (this.pending > 0 || this.border.imports.size > 0)) this.#keepOpen(false);
  }

  #keepOpen(open: boolean): void {
    this.#open = open;
    this.#platform.end.keepOpen(open);
  }

  send(reply: Reply, transfer: readonly unknown[] = nothing): void {
    this.#post(shortReply(reply), transfer);
  }

  #post(reply: PostedReply, transfer: readonly unknown[]): void {
    this.#platform.end.post(reply, transfer);
    // Calls may end in the same breath: ring once for all. But a thread that stands still rings now.
    if (this.#blocked > 0 || (this.awaited === 0 && !this.#receiving)) this.#ring();
    else if (!this.#mustRing) {
      this.#mustRing = true;
      queueMicrotask(() => {
        if (this.#mustRing) this.#ring();
      });
    }
  }

  #ring(): void {
    this.#mustRing = false;
    this.#callerBell.ring();
  }

  /** Send the result of a call, or the error that stands in its way. */
  returns(id: number, value: unknown, owned?: ArrayBuffer): void {
    try {
      if (isPrimitive(value)) this.#post([id, value], nothing);
      else this.#sendValue((payload) => ({ kind: "return", id, ...payload }), value, "result", owned);
    } catch (error) {
      this.throws(id, error);
    }
  }

  /** @returns why a value cannot be sent; undefined when it can, as far as that is known before. */
  canSend(value: unknown): unknown {
    try {
      takeBack(encode(value, this.border, "item").undo);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  throws(id: number, error: unknown): void {
    const compose = (payload: Payload): Reply => ({ kind: "throw", id, ...payload });
    try {
      this.#sendValue(compose, error, "error");
    } catch (failure) {
      // An error that cannot be sent whole is sent as its text.
      this.#sendValue(compose, new Error(`${textOf(error)} (it could not be sent whole: ${textOf(failure)})`), "error");
    }
  }

  #sendValue(compose: (payload: Payload) => Reply, value: unknown, name: string, owned?: ArrayBuffer): void {
    const encoded = encode(value, this.border, name);
    try {
      this.#sendEncoded(compose, encoded, owned);
    } catch (error) {
      if (encoded.nodes !== undefined) throw error;
      this.#sendEncoded(compose, encodeTable(value, this.border, name), owned);
    }
  }

  #sendEncoded(compose: (payload: Payload) => Reply, encoded: Encoded, owned: ArrayBuffer | undefined): void {
    const { transfer, undo, ...payload } = encoded;
    try {
      this.send(compose(payload), owned === undefined || transfer.includes(owned) ? transfer : [...transfer, owned]);
    } catch (error) {
      takeBack(undo);
      throw error;
    }
  }

  /** Tell the caller of a rejection that nobody handled: it may be why a run waits in vain. */
  rejected(error: unknown): void {
    try {
      this.#sendValue((payload) => ({ kind: "rejected", ...payload }), error, "error");
    } catch {
      this.send({ kind: "rejected", value: textOf(error) });
    }
    this.#ring();
  }

  /** Send the thread's last message. */
  exit(code: number, failed: boolean, error: unknown, stderr: readonly string[]): void {
    this.pending = 0;
    this.awaited = 0;
    const compose = (payload: Payload): Reply => ({ kind: "exit", code, failed, stderr, ...payload });
    try {
      this.#sendValue(compose, error, "error");
    } catch {
      this.#sendValue(compose, new Error(textOf(error)), "error");
    }
    this.#ring(); // There is no later.
  }

  /** Tell the caller that the event loop ran empty: pending calls can never end by themselves. */
  idle(): void {
    if (this.#open) return;
    this.#keepOpen(true);
    this.#platform.end.post({ kind: "idle", received: this.#received } satisfies Reply, []);
    this.#ring();
  }

  classless(number: number): void {
    this.send({ kind: "classless", class: number });
  }

  release(number: number, arrivals: number): void {
    this.send({ kind: "release", pairs: [number, arrivals] });
  }

  callWaiting(callback: number, args: unknown[], on: number | undefined): Promise<unknown> {
    const id = ++this.#callbacks;
    // Send first: when the arguments cannot cross there is nothing to wait for. No answer can come before this returns.
    this.#sendValue((payload) => ({ kind: "callback", id, callback, blocking: false, on, ...payload }), args, "args");
    this.#ring();
    return new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  callBlocking(callback: number, args: unknown[], on: number | undefined): unknown {
    const id = ++this.#callbacks;
    this.#sendValue((payload) => ({ kind: "callback", id, callback, blocking: true, on, ...payload }), args, "args");
    this.#ring();
    this.#blocked++;
    try {
      for (;;) {
        const seen = this.#threadBell.read();
        this.#receiveBlocked();
        const answer = this.#answers.get(id);
        if (answer !== undefined) {
          this.#answers.delete(id);
          const value = decode(answer, this.border);
          if (answer.ok) return value;
          throw value;
        }
        this.#sleeper.wait(seen, Number.POSITIVE_INFINITY);
      }
    } finally {
      this.#blocked--;
      if (this.#blocked === 0 && this.#deferred.length > 0) queueMicrotask(() => this.#handleDeferred());
    }
  }

  answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.call);
    if (waiting === undefined) {
      this.#answers.set(answer.call, answer);
      return;
    }
    this.#waiting.delete(answer.call);
    try {
      const value = decode(answer, this.border);
      if (answer.ok) waiting.resolve(value);
      else waiting.reject(value);
    } catch (error) {
      waiting.reject(error);
    }
  }

  /** Take requests in while the thread stands still: those that can be answered at once are, the others wait. */
  #receiveBlocked(): void {
    for (let received = this.#platform.end.receive(); received !== undefined; received = this.#platform.end.receive()) {
      for (const posted of received.message as PostedRequests) {
        const request = wholeRequest(posted);
        this.#received++;
        switch (request.kind) {
          case "call":
          case "invoke":
          case "chain":
          case "member":
          case "look":
          case "settle":
          case "get":
          case "set":
          case "open":
          case "pull":
          case "shut":
            this.#deferred.push(request);
            break;
          case "abort":
            if (!this.#dropAhead(request.call, request.reason)) this.#serve.handle(request);
            break;
          default:
            this.#serve.handle(request);
        }
      }
    }
  }

  /** Drop a call that has not begun. @returns whether there was one. */
  #dropAhead(call: number, reason: string | undefined): boolean {
    const isIt = (request: Request): boolean => "id" in request && request.id === call && request.kind !== "ping";
    const deferred = this.#deferred.findIndex(isIt);
    const ahead = this.#batch.findIndex((request, index) => index >= this.#next && isIt(request));
    const dropped = deferred >= 0 ? this.#deferred[deferred] : this.#batch[ahead];
    if (deferred >= 0) this.#deferred.splice(deferred, 1);
    else if (ahead >= 0) this.#batch[ahead] = { kind: "nothing" };
    else return false;
    this.throws(call, new CancelledError(reason));
    if (dropped !== undefined && "nodes" in dropped && dropped.nodes !== undefined) this.border.discard(dropped.nodes);
    return true;
  }

  #handleDeferred(): void {
    for (const request of this.#deferred.splice(0)) this.#serve.handle(request);
    this.settled();
  }
}
