import { CancelledError, textWithStack } from "../errors.ts";
import type { ThreadPlatform } from "../platform/platform.ts";
import { decode } from "../wire/decode.ts";
import { isPrimitive } from "../wire/encode.ts";
import type { Chain, Node } from "../wire/nodes.ts";
import { allClasses, type Payload, type Request } from "../wire/protocol.ts";
import { Cursors } from "./cursors.ts";
import { follow } from "./follow.ts";
import { Link } from "./link.ts";
import { type Found, Sources } from "./sources.ts";

/** Requests whose answer comes when a call has ended. */
type Call = Extract<
  Request,
  { kind: "call" | "member" | "look" | "invoke" | "chain" | "settle" | "get" | "set" | "open" | "pull" | "shut" }
>;

const loading = "loading";

/** A thread that has had nothing to do for so long can begin more calls than it has been given, in milliseconds. */
const idleTime = 1;

/** In the thread: does the requests of the caller. */
export class Server {
  readonly #platform: ThreadPlatform;
  readonly #link: Link;
  readonly #sources: Sources;
  readonly #cursors: Cursors;
  /** Calls that have not ended, with the controller of those that have a signal, or "loading" for those that have not begun. */
  readonly #pending = new Map<number, AbortController | typeof loading | undefined>();
  /** Calls that have not ended and that the caller has given up. */
  readonly #givenUp = new Set<number>();
  /** Arguments of those of them that have not been decoded. */
  readonly #undecoded = new Map<number, readonly Node[]>();
  /** The caller wants to know when all calls up to this one have begun. */
  #asked: number | undefined;
  #started = false;
  #ending = false;

  constructor(platform: ThreadPlatform) {
    this.#platform = platform;
    this.#sources = new Sources(platform);
    this.#link = new Link(platform, {
      handle: (request) => this.#handle(request),
      call: (id, target, args) => this.#call(id, target, args),
    });
    this.#cursors = new Cursors(() => platform.turn());
  }

  /** Import the modules of the option `imports`, and begin to serve. From here on the caller is told of whatever ends the thread. */
  async start(): Promise<void> {
    this.#platform.listen({
      idle: () => this.#idle(),
      uncaught: (error) => this.#uncaught(error),
      rejected: (error) => this.#rejected(error),
      exit: (code) => {
        if (!this.#ending) this.#link.exit(code, false, undefined, this.#platform.lastErrorLines());
      },
    });
    for (const specifier of this.#platform.boot.imports) {
      try {
        await this.#platform.import(specifier, undefined);
      } catch (error) {
        this.#fail(new Error(`${specifier} could not be imported`, { cause: error }));
      }
    }
    this.#started = true;
    this.#link.start();
  }

  #idle(): void {
    if (this.#started) this.#link.idle();
    else this.#fail(new Error("its imports wait for something that never comes"));
  }

  /** End the thread for an error. */
  #fail(error: unknown): void {
    this.#ending = true;
    this.#link.exit(1, true, error, this.#platform.lastErrorLines());
    this.#platform.exit(1);
  }

  #handle(request: Request): void {
    switch (request.kind) {
      case "base":
        this.#sources.addBase(request.base, request.what);
        for (const name of request.what.data) if (name !== allClasses) this.#link.border.data.add(name);
        return;
      case "target":
        this.#sources.addTarget(request.target, request.base, request.path);
        return;
      case "preload":
        this.#sources.load(request.target)?.catch(() => {}); // Whoever uses it is told.
        return;
      case "read":
        return this.#now(request.id, () => Reflect.get(this.#link.border.thing(request.handle), request.key));
      case "class":
        return this.#class(request.id, request.target, request.load);
      case "prototype":
        return this.#now(request.id, () => this.#classOf(this.#link.border.thing(request.handle)));
      case "abort":
        this.#abort(request.call, request.reason);
        return;
      case "release":
        this.#link.border.exports.release(request.pairs);
        return;
      case "fire":
        return this.#fire(request);
      case "drop":
        this.#link.border.drop(request.signal);
        return;
      case "ping":
        this.#link.send({ kind: "pong", id: request.id });
        return;
      case "rest":
        this.#link.rest();
        return;
      case "begun":
        this.#asked = request.upTo;
        return this.#tellWhenBegun();
      case "answer":
        this.#link.answered(request);
        return;
      case "nothing":
        return;
      default:
        this.#begin(request);
    }
  }

  #class(id: number, target: number, load: boolean): void {
    const answer = (): void =>
      this.#now(id, () =>
        this.#sources.isLoaded(target) ? this.#classOf(this.#sources.find(target).value) : undefined,
      );
    const loading = load ? this.#sources.load(target) : undefined;
    if (loading === undefined) answer();
    else loading.then(answer, answer);
  }

  /** Abort a signal in any case: with the error that stands in the way of its reason, if there is one. */
  #fire(request: Extract<Request, { kind: "fire" }>): void {
    const { border } = this.#link;
    let reason: unknown;
    try {
      reason = decode(request, border);
    } catch (error) {
      reason = error;
    }
    border.fire(request.signal, reason);
  }

  /** Answer at once, whatever else goes on. */
  #now(id: number, body: () => unknown): void {
    try {
      this.#link.returns(id, body());
    } catch (error) {
      this.#link.throws(id, error);
    }
  }

  #begin(call: Call): void {
    this.#began(call.id);
    if ("nodes" in call && call.nodes !== undefined) this.#undecoded.set(call.id, call.nodes);
    try {
      const loaded = this.#loading(call);
      if (loaded === undefined) return this.#perform(call);
      this.#pending.set(call.id, loading);
      loaded.then(() => this.#performLater(call)).catch((error: unknown) => this.#end(call.id, false, error));
    } catch (error) {
      this.#end(call.id, false, error);
    }
  }

  #began(id: number): void {
    this.#pending.set(id, undefined);
    this.#link.pending = this.#pending.size;
    this.#link.awaited++;
  }

  /** Do the commonest call by the shortest way: its module is there, and its arguments are all plain. */
  #call(id: number, target: number, args: unknown[]): void {
    let found: Found | undefined;
    try {
      found = this.#sources.present(target);
    } catch {} // The longer way throws it again, and tells the caller.
    if (found === undefined) return this.#begin({ kind: "call", id, target, construct: false, value: args });
    this.#began(id);
    try {
      if (typeof found.value !== "function") notCallable(found.value);
      this.#settle(id, target, Reflect.apply(found.value, found.on, args));
    } catch (error) {
      this.#threw(id, target, error);
    }
  }

  /** End a call with its result, once that has settled. `target`: the function called, if it may give memory that nobody else has. */
  #settle(id: number, target: number | undefined, result: unknown): void {
    if (!this.#isThenable(result)) return this.#returned(id, target, result);
    Promise.resolve(result).then(
      (value: unknown) => this.#returned(id, target, value),
      (error: unknown) => this.#threw(id, target, error),
    );
  }

  /** The promise of the modules that a call needs: that of its target, and those that its arguments name; undefined when they are there. */
  #loading(call: Call): Promise<unknown> | undefined {
    const of = call.kind === "chain" ? call.start.target : "target" in call ? call.target : undefined;
    const target = of === undefined ? undefined : this.#sources.load(of);
    const nodes = "nodes" in call ? call.nodes : undefined;
    if (target === undefined && nodes === undefined) return undefined;
    const promises = [target];
    for (const node of nodes ?? []) {
      const named = node.kind === "member" ? node.target : node.kind === "made" ? node.chain.start.target : undefined;
      if (named !== undefined) promises.push(this.#sources.load(named));
    }
    // One promise goes through Promise.all, too: it takes as many turns as several, and calls begin in order.
    return promises.some((promise) => promise !== undefined) ? Promise.all(promises) : undefined;
  }

  #performLater(call: Call): void {
    if (!this.#pending.has(call.id)) return; // Aborted while its module was loading.
    this.#pending.set(call.id, undefined);
    this.#perform(call);
    if (this.#asked !== undefined) this.#tellWhenBegun();
  }

  /** Tell the caller that what it asked for has begun, when nothing else is to be done; that it has ended the caller sees. */
  #tellWhenBegun(): void {
    const upTo = this.#asked;
    if (upTo === undefined) return;
    for (const [id, state] of this.#pending) if (state === loading && id <= upTo) return;
    this.#asked = undefined;
    void this.#platform.turn(idleTime).then(() => {
      if (this.#pending.size > 0) this.#link.send({ kind: "begun", upTo });
    });
  }

  #perform(call: Call): void {
    const target = call.kind === "call" ? call.target : call.kind === "chain" ? call.start.target : undefined;
    try {
      if (call.kind === "pull") this.#pull(call);
      else this.#settle(call.id, target, this.#result(call));
    } catch (error) {
      this.#threw(call.id, target, error);
    }
  }

  #threw(id: number, target: number | undefined, error: unknown): void {
    this.#end(id, false, target === undefined ? error : this.#sources.explain(target, error));
  }

  /** Send the next items. Items before one that cannot cross go first; then its error is thrown, and the source is closed. */
  #pull({ id, cursor, limit }: Extract<Call, { kind: "pull" }>): void {
    this.#cursors.pull(cursor, limit).then(
      (batch) => {
        const [last, ...items] = batch;
        if (this.#link.canSend(batch) === undefined) {
          if (last === true) this.#cursors.ended(cursor);
          return this.#end(id, true, batch);
        }
        const bad = items.findIndex((item) => this.#link.canSend(item) !== undefined);
        const error = this.#link.canSend(items[bad]);
        this.#cursors.fail(cursor, error);
        if (bad > 0) this.#end(id, true, [false, ...items.slice(0, bad)]);
        else this.#end(id, false, error);
      },
      (error: unknown) => this.#end(id, false, error),
    );
  }

  #isThenable(value: unknown): boolean {
    if (isPrimitive(value)) return false;
    return (
      typeof (value as PromiseLike<unknown>).then === "function" || this.#platform.kinds.isPromise(value as object)
    );
  }

  #result(call: Exclude<Call, { kind: "pull" }>): unknown {
    switch (call.kind) {
      case "call":
        return apply(this.#sources.find(call.target), this.#args(call.id, call), call.construct);
      case "member": {
        const { value } = this.#sources.find(call.target);
        if (typeof value === "function" && call.any !== true)
          throw new TypeError(
            `Cannot run ${value.name || "it"}: that is a function, not a coroutine; did you forget ()?`,
          );
        return value;
      }
      case "look":
        return this.#sources.look(call.target);
      case "invoke":
        return apply(this.#method(call), this.#args(call.id, call), call.construct);
      case "chain":
        return this.#chain(call, this.#args(call.id, call));
      case "settle":
        return this.#link.border.thing(call.handle);
      case "get":
        return Reflect.get(this.#link.border.thing(call.handle), call.key);
      case "set":
        return this.#set(call);
      case "open":
        return this.#cursors.open(this.#link.border.thing(call.handle));
      case "shut":
        return this.#cursors.shut(call.cursor);
      default:
        return call satisfies never;
    }
  }

  #method(call: Pick<Extract<Call, { kind: "invoke" }>, "handle" | "key" | "on">): Found {
    const thing = this.#link.border.thing(call.handle);
    const on = call.on === undefined ? undefined : this.#link.border.thing(call.on);
    if (call.key !== undefined) return { on: on ?? thing, value: Reflect.get(thing, call.key) };
    return { on, value: thing };
  }

  /** Make the calls of a chain, each of what the one before it gave. */
  #chain(chain: Chain, args: unknown[]): unknown {
    const { start } = chain;
    const found = start.target === undefined ? this.#method(start) : this.#sources.find(start.target);
    const first = apply(found, args.slice(0, start.count), start.construct);
    return follow(first, chain, args.slice(start.count), 0);
  }

  #set(call: Extract<Call, { kind: "set" }>): void {
    const thing = this.#link.border.thing(call.handle);
    const [value] = this.#args(call.id, call);
    if (!Reflect.set(thing, call.key, value))
      throw new TypeError(`Cannot set ${JSON.stringify(call.key)}: it is read-only, or the object is frozen`);
  }

  #args(id: number, payload: Payload): unknown[] {
    if (payload.nodes === undefined) return payload.value as unknown[];
    this.#undecoded.delete(id);
    const border = this.#link.border;
    border.surroundings = {
      signal: () => this.#signal(id),
      member: (target) => this.#sources.find(target).value,
      make: (chain, args) => this.#chain(chain, args),
    };
    try {
      return decode(payload, border) as unknown[];
    } finally {
      border.surroundings = undefined;
    }
  }

  #signal(id: number): AbortSignal {
    let controller = this.#pending.get(id);
    if (typeof controller !== "object") {
      controller = new AbortController();
      this.#pending.set(id, controller);
    }
    return controller.signal;
  }

  #abort(id: number, reason: string | undefined): void {
    if (!this.#pending.has(id) || this.#givenUp.has(id)) return;
    this.#givenUp.add(id);
    this.#link.awaited--;
    const controller = this.#pending.get(id);
    // A call that has not begun need not begin; the module that it waits for is loaded all the same, and kept.
    if (controller === loading) this.#end(id, false, new CancelledError(reason));
    else controller?.abort(new CancelledError(reason));
    if (this.#pending.has(id)) this.#link.rest(); // The caller waits for its end, if it can end.
  }

  #classOf(value: unknown): number | undefined {
    const prototype: unknown = typeof value === "function" ? value.prototype : undefined;
    return typeof prototype === "object" && prototype !== null ? this.#link.border.classNumber(prototype) : undefined;
  }

  #returned(id: number, target: number | undefined, value: unknown): void {
    if (target !== undefined && !isPrimitive(value) && this.#sources.copiesAll(target)) {
      this.#link.border.copying(() => this.#end(id, true, value));
      return;
    }
    const moved = target !== undefined && ArrayBuffer.isView(value) ? this.#fresh(target, value) : undefined;
    this.#end(id, true, value, moved);
  }

  /** The memory of a result, where it is known to be nobody else's and so can be moved. */
  #fresh(target: number, { buffer, byteLength }: ArrayBufferView): ArrayBuffer | undefined {
    // A window on a pool belongs to others, too; and memory that was moved away is nobody's.
    const whole = byteLength > 0 && buffer.byteLength === byteLength && this.#platform.kinds.isArrayBuffer(buffer);
    return whole && this.#platform.makesBuffers(this.#sources.find(target).value) ? (buffer as ArrayBuffer) : undefined;
  }

  #end(id: number, ok: boolean, value: unknown, owned?: ArrayBuffer): void {
    if (!this.#pending.delete(id)) return;
    this.#link.pending = this.#pending.size;
    if (this.#givenUp.size === 0 || !this.#givenUp.delete(id)) this.#link.awaited--;
    if (this.#undecoded.size > 0) this.#discard(id);
    if (this.#asked !== undefined) this.#tellWhenBegun();
    if (ok) this.#link.returns(id, value, owned);
    else this.#link.throws(id, value);
    this.#link.settled();
  }

  /** A call has ended before its arguments were looked at. */
  #discard(id: number): void {
    const nodes = this.#undecoded.get(id);
    if (nodes === undefined) return;
    this.#undecoded.delete(id);
    this.#link.border.discard(nodes);
  }

  #uncaught(error: unknown): void {
    // Nobody would be told by the end of calls that their callers have given up.
    if (this.#link.awaited > 0 || !this.#started) return this.#fail(error);
    this.#platform.warn(`An earlier call in the thread threw an error, and nobody caught it: ${textWithStack(error)}`);
  }

  /** Tell of a rejection at once, and blame it on no call: nobody can say which it belongs to. (docs/decisions/0005) */
  #rejected(error: unknown): void {
    if (!this.#started) return this.#fail(error);
    this.#platform.warn(`A promise in the thread was rejected, and nobody handled it: ${textWithStack(error)}`);
    if (this.#pending.size > 0) this.#link.rejected(error);
  }
}

function apply({ on, value }: Found, args: unknown[], construct: boolean): unknown {
  if (typeof value !== "function") notCallable(value);
  return construct ? Reflect.construct(value, args) : Reflect.apply(value, on, args);
}

function notCallable(value: unknown): never {
  throw new TypeError(`Cannot call it: it is ${value === null ? "null" : `a ${typeof value}`}, not a function`);
}
