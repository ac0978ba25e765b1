import { LoopError } from "../errors.ts";
import { type Coroutine, isUsed, markUsed, reuseMessage, type Suspend, type Suspended } from "../kernel/coroutine.ts";
import { runningLoop, runningLoopOrNone } from "../kernel/loop.ts";
import { type Idle, noteBegun, noteIdle } from "../kernel/never-waited.ts";
import { isProbed } from "../kernel/suspension.ts";
import { atUser, borderOf } from "../users-line.ts";
import type { Callee } from "./callee.ts";
import { Calls, type Home, type Place, type RemoteFuture } from "./calls.ts";
import { linkProxy } from "./chain.ts";
import { Chained } from "./chained.ts";
import { inspectSymbol, labelOf, standOf } from "./stand-ins.ts";

/**
 * A call into a thread: a coroutine that sends its request when it is first run. Names that it does not have are those of its result, so
 * that it has none that libraries use: no `on`, no `use`, no `text`.
 */
export class RemoteCall<T> extends Chained implements Coroutine<T>, Idle {
  readonly callee: Callee;
  /** Undefined for a request without arguments. */
  readonly callArgs: readonly unknown[] | undefined;
  readonly constructs: boolean;
  /** The object that a function is called on. */
  readonly calledOn: unknown;
  /** The result that `askDirectly` has got. */
  directAnswer: unknown;
  #used: boolean;
  /** The call that this one has run with. */
  #by: object | undefined;
  /** The thread and the number of a request that `askDirectly` has sent without getting its answer; then the future of that. */
  #home: Home | undefined;
  #id: number;
  #future: RemoteFuture | undefined;

  constructor(callee: Callee, args: readonly unknown[] | undefined, construct = false, on: unknown = undefined) {
    super();
    this.callee = callee;
    this.callArgs = args;
    this.constructs = construct;
    this.calledOn = on;
    this.directAnswer = undefined;
    this.#used = false;
    this.#by = undefined;
    this.#home = undefined;
    this.#id = 0;
    this.#future = undefined;
  }

  /** A call that the user makes, and is told of if it is never waited for. */
  static made(callee: Callee, args: readonly unknown[], construct?: boolean, on?: unknown): RemoteCall<unknown> {
    if (!prepared) prepare();
    const call = new RemoteCall<unknown>(callee, args, construct, on);
    noteIdle(call, callee);
    return call;
  }

  override get reusable(): boolean {
    return false;
  }

  get hasBegun(): boolean {
    return this.#used || this.#id > 0;
  }

  get idleTitle(): string {
    return this.callee.label(this);
  }

  /** @throws TypeError: a call is no promise. */
  // biome-ignore lint/suspicious/noThenProperty: for those who await it
  get then(): never {
    throw atUser(
      new TypeError(`Cannot await ${this.idleTitle}: it is no promise; use yield* in a coroutine, or run()`),
      Object.getOwnPropertyDescriptor(RemoteCall.prototype, "then")?.get,
    );
  }

  /** @throws TypeError: a call has no value yet. */
  [Symbol.toPrimitive](): never {
    throw atUser(
      new TypeError(
        `Cannot convert ${this.idleTitle} to a primitive: it has not run; write yield* before it, or pass it to run()`,
      ),
      this[Symbol.toPrimitive],
    );
  }

  /** The text that `util.inspect` prints. */
  inspectText(): string {
    // Of a chain these are the arguments of all its calls.
    const args = this.callArgs?.map(shortText) ?? [];
    const { idleTitle } = this;
    const title = idleTitle.split("()").length > 2 ? idleTitle : idleTitle.replace(/\(\)$/, `(${args.join(", ")})`);
    return `RemoteCall ${title} (${this.hasBegun || isUsed(this) ? "has been run" : "not run yet"})`;
  }

  [Symbol.iterator](): Suspended<T> {
    return new Opened<T>(this);
  }

  linkTo(path: readonly string[]): object {
    const label = `${this.callee.label(this)}.${path.join(".")}`;
    if (this.#used) throw atUser(new TypeError(`Cannot use ${label}: the call has run; use what it gave`));
    if (this.callArgs === undefined || path[0] === "asymmetricMatch")
      throw atUser(
        new TypeError(`Cannot use ${label}: the call has not run; run it first, with yield* or run(), or use sync()`),
      );
    return linkProxy(this, path, makeCall);
  }

  /** Refuse JSON.stringify(), which would write something down of a call that has not run. */
  toJSON(): never {
    throw atUser(
      new TypeError(
        `Cannot turn ${this.callee.label(this)} into JSON: ${this.#used ? "the call has run; use what it gave" : "the call has not run; write yield* before it, or use run() or sync()"}`,
      ),
    );
  }

  usedWith(by: object): void {
    if (this.#used && this.#by !== by) throw atUser(new TypeError(reuseMessage("run it")));
    this.#used = true;
    this.#by = by;
    if (!isUsed(this)) markUsed(this);
  }

  /**
   * Send the request and block for its answer, past every loop: where no loop runs, and nothing but the answer is to be expected.
   * @returns false when the answer did not come so. Call `expectIn` then, and run the call in a loop as any other.
   */
  askDirectly(place: Place): boolean {
    if (this.#used) {
      if (!isUsed(this)) markUsed(this);
      return false;
    }
    const home = this.callee.present(place);
    if (home === undefined) return false;
    const id = home.ask(this);
    if (id === 0) {
      this.#used = true;
      noteBegun(this);
      return true;
    }
    if (id > 0) {
      this.#home = home;
      this.#id = id;
    }
    return false;
  }

  /** Let the loop of these calls wait for a request that `askDirectly` has sent. To be called before anything is taken in. */
  expectIn(calls: Calls): void {
    const { callee } = this;
    this.#future = this.#home?.expect(calls, this.#id, callee.label(this), callee.errors);
  }

  /** Send the request. @throws TypeError the second time. @throws LoopError where nobody could wait for its end. */
  beginRequest(): RemoteFuture {
    if (this.#used) throw atUser(new TypeError(reuseMessage("run it")));
    const loop =
      runningLoopOrNone() ??
      runningLoop(
        undefined,
        () => `Cannot call ${this.idleTitle}: no loop is running; pass it to run(), or to iterate()`,
      );
    const calls = Calls.of(loop);
    if (calls === undefined)
      throw atUser(new LoopError("Cannot call: this loop has no threads; use run() or loop() of the package"));
    const why = calls.platform.whyNotCall(calls.blocks);
    if (why !== undefined) throw atUser(new LoopError(`Cannot call a thread: ${why}`));
    this.#used = true;
    noteBegun(this);
    if (this.#future !== undefined) return this.#future;
    const { callee } = this;
    const label = callee.label(this);
    return callee
      .home(calls.place)
      .request(calls, label, callee.errors, this.callArgs, (id, value, nodes, home) =>
        callee.compose(home, this, id, value, nodes),
      );
  }
}

function makeCall(callee: Callee, args: readonly unknown[] | undefined, construct: boolean): RemoteCall<unknown> {
  return args === undefined ? new RemoteCall(callee, args, construct) : RemoteCall.made(callee, args, construct);
}

/** An argument in a few characters. */
function shortText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  const stand = standOf(value);
  if (stand !== undefined) return labelOf(stand);
  if (typeof value === "function") return value.name || "(anonymous)";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "[…]" : "{…}";
}

/** A call that has been opened, which sends nothing yet. */
class Opened<T> implements Suspended<T> {
  readonly #call: RemoteCall<T>;
  #future: RemoteFuture | undefined;

  constructor(call: RemoteCall<T>) {
    this.#call = call;
  }

  next(): IteratorResult<Suspend, T> {
    let future = this.#future;
    if (future === undefined) this.#future = future = this.#call.beginRequest();
    else if (!future.done && !isProbed()) throw atUser(new TypeError(this.#loopMessage()));
    return future.next() as IteratorResult<Suspend, T>;
  }

  /** A task asks again when the answer has come. A `for` loop asks at once, and would do so for ever. */
  #loopMessage(): string {
    return `Cannot loop over ${this.#call.idleTitle}: its answer has not come; write yield* before it, or give it to each() if it is a stream`;
  }

  throw(error: unknown): never {
    throw error;
  }
}

let prepared = false;

/** To be called with the first call. Done when this file is loaded, no bundler could leave the classes out. */
function prepare(): void {
  prepared = true;
  borderOf(Opened.prototype.next);
  Object.defineProperty(RemoteCall.prototype, inspectSymbol, { value: RemoteCall.prototype.inspectText });
}
