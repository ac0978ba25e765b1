import { LoopError } from "../errors.ts";
import { type Coroutine, isUsed, markUsed, reuseMessage, type Suspend, type Suspended } from "../kernel/coroutine.ts";
import { runningLoop } from "../kernel/loop.ts";
import type { Callee } from "./callee.ts";
import { Calls, type Home, type Place, type RemoteFuture } from "./calls.ts";
import { linkProxy } from "./chain.ts";
import { Chained } from "./chained.ts";

/** A call into a thread: a coroutine that sends its request when it is first run. */
export class RemoteCall<T> extends Chained implements Coroutine<T> {
  readonly callee: Callee;
  /** Undefined for a request without arguments. */
  readonly args: readonly unknown[] | undefined;
  readonly construct: boolean;
  /** The object that a function is called on. */
  readonly on: unknown;
  /** The result that `askDirectly` has got. */
  answer: unknown;
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
    this.args = args;
    this.construct = construct;
    this.on = on;
    this.answer = undefined;
    this.#used = false;
    this.#by = undefined;
    this.#home = undefined;
    this.#id = 0;
    this.#future = undefined;
  }

  override get reusable(): boolean {
    return false;
  }

  [Symbol.iterator](): Suspended<T> {
    return new Opened<T>(this);
  }

  link(path: readonly string[]): object {
    const label = `${this.callee.label(this)}.${path.join(".")}`;
    if (this.#used) throw new TypeError(`Cannot use ${label}: the call has run; use what it gave`);
    if (this.args === undefined || path[0] === "asymmetricMatch")
      throw new TypeError(
        `Cannot use ${label}: the call has not run; run it first, with yield* or run(), or use sync()`,
      );
    return linkProxy(this, path, makeCall);
  }

  /** Refuse JSON.stringify(), which would write something down of a call that has not run. */
  toJSON(): never {
    throw new TypeError(
      `Cannot turn ${this.callee.label(this)} into JSON: ${this.#used ? "the call has run; use what it gave" : "the call has not run; write yield* before it, or use run() or sync()"}`,
    );
  }

  use(by: object): void {
    if (this.#used && this.#by !== by) throw new TypeError(reuseMessage("run it"));
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
    if (this.#used) throw new TypeError(reuseMessage("run it"));
    const calls = Calls.of(runningLoop());
    if (calls === undefined)
      throw new LoopError("Cannot call: this loop has no threads; use run() or loop() of the package");
    const why = calls.platform.whyNotCall(calls.blocks);
    if (why !== undefined) throw new LoopError(`Cannot call a thread: ${why}`);
    this.#used = true;
    if (this.#future !== undefined) return this.#future;
    const { callee } = this;
    const label = callee.label(this);
    return callee
      .home(calls.place)
      .request(calls, label, callee.errors, this.args, (id, value, nodes, home) =>
        callee.compose(home, this, id, value, nodes),
      );
  }
}

function makeCall(callee: Callee, args: readonly unknown[] | undefined, construct: boolean): RemoteCall<unknown> {
  return new RemoteCall(callee, args, construct);
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
