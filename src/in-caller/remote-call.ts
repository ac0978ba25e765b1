import { LoopError } from "../errors.ts";
import {
  Awaitable,
  type Coroutine,
  isUsed,
  markUsed,
  reuseMessage,
  type Suspend,
  type Suspended,
} from "../kernel/coroutine.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { runningLoop } from "../kernel/loop.ts";
import { type Idle, noteBegun, noteIdle } from "../kernel/never-waited.ts";
import { atUser, borderOf } from "../users-line.ts";
import type { Node } from "../wire/nodes.ts";
import type { Request } from "../wire/protocol.ts";
import { Calls, type Home, type RemoteFuture } from "./calls.ts";
import { inspectSymbol, labelOf, standOf } from "./stand-ins.ts";

/** Where loops find a thread, and whether there is one. */
interface Place {
  get(): Home;
  /** The thread, if there is just one; it may be starting. */
  readonly only: Home | undefined;
}

/** Something in a thread that can be asked for: a function, a property, the next items of an iteration. */
export interface Callee {
  /** How often it was called. */
  made: number;
  /** Local classes that errors of a call may be instances of. */
  readonly errors: readonly ErrorClass[];
  /** Whether any thread can answer, so that one may be started for it. */
  readonly anywhere: boolean;
  /** The text of a call, as the user would write it. */
  label(call: RemoteCall<unknown>): string;
  /** Find its thread. @throws LoopError, LoopClosedError or ThreadExitedError when it cannot be reached. */
  home(place: Place): Home;
  /** The thread, where there is no choice; undefined where it may be unreachable. */
  present(place: Place): Home | undefined;
  compose(
    home: Home,
    call: RemoteCall<unknown>,
    id: number,
    value: unknown,
    nodes: readonly Node[] | undefined,
  ): Request;
}

/** A call into a thread: a coroutine that sends its request when it is first run. */
export class RemoteCall<T> extends Awaitable implements Coroutine<T>, Idle {
  readonly callee: Callee;
  /** Undefined for a request without arguments. */
  readonly args: readonly unknown[] | undefined;
  readonly construct: boolean;
  /** The object that a function is called on. */
  readonly on: unknown;
  /** The result that `askDirectly` has got. */
  answer: unknown;
  #used: boolean;
  /** The thread and the number of a request that `askDirectly` has sent without getting its answer; then the future of that. */
  #home: Home | undefined;
  #id: number;
  #future: RemoteFuture | undefined;

  constructor(callee: Callee, args: readonly unknown[] | undefined, construct = false, on: unknown = undefined) {
    super();
    this.callee = callee;
    this.args = args;
    this.construct = construct;
    this.on = on;
    this.answer = undefined;
    this.#used = false;
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

  get begun(): boolean {
    return this.#used || this.#id > 0;
  }

  get title(): string {
    return this.callee.label(this);
  }

  /** @throws TypeError: a call is no promise. */
  // biome-ignore lint/suspicious/noThenProperty: for those who await it
  get then(): never {
    throw atUser(
      new TypeError(`Cannot await ${this.title}: it is no promise; use yield* in a coroutine, or run()`),
      Object.getOwnPropertyDescriptor(RemoteCall.prototype, "then")?.get,
    );
  }

  /** @throws TypeError: a call has no value yet. */
  [Symbol.toPrimitive](): never {
    throw atUser(
      new TypeError(
        `Cannot convert ${this.title} to a primitive: it has not run; write yield* before it, or pass it to run()`,
      ),
      this[Symbol.toPrimitive],
    );
  }

  /** The text that `util.inspect` prints. */
  text(): string {
    const { args } = this;
    const title = args === undefined ? this.title : this.title.replace(/\(\)$/, `(${args.map(shortText).join(", ")})`);
    return `RemoteCall ${title} (${this.begun || isUsed(this) ? "has been run" : "not run yet"})`;
  }

  [Symbol.iterator](): Suspended<T> {
    return new Opened<T>(this);
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
  begin(): RemoteFuture {
    if (this.#used) throw atUser(new TypeError(reuseMessage("run it")));
    const calls = Calls.of(runningLoop());
    if (calls === undefined)
      throw atUser(new LoopError("Cannot call: this loop has no threads; use run() or loop() of the package"));
    const why = calls.platform.whyNotCall(calls.blocks);
    if (why !== undefined) throw atUser(new LoopError(`Cannot call a thread: ${why}`));
    this.#used = true;
    noteBegun(this);
    if (this.#future !== undefined) return this.#future;
    const { callee } = this;
    const label = callee.label(this);
    const home = callee.home(calls.place);
    return home.request(calls, label, callee.errors, this.args, (id, value, nodes) =>
      callee.compose(home, this, id, value, nodes),
    );
  }
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
    this.#future ??= this.#call.begin();
    return this.#future.next() as IteratorResult<Suspend, T>;
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
  Object.defineProperty(RemoteCall.prototype, inspectSymbol, { value: RemoteCall.prototype.text });
}
