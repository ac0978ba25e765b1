import { Future as KernelFuture } from "../kernel/future.ts";
import { runningLoop } from "../kernel/loop.ts";

/**
 * A result that is not there yet, and is given by whoever has it (asyncio.Future). Wait for it with `yield*`, as often and in as
 * many tasks as you like. It belongs to the run in which it was made, and an error that nobody takes is told of at the end of it.
 *
 * @example
 * ```ts
 * import { Future, run, spawn } from "miniasync";
 * run(
 *   (function* () {
 *     const answer = new Future<number>();
 *     spawn(
 *       (function* () {
 *         answer.setResult(42);
 *       })(),
 *     );
 *     console.log(yield* answer);
 *   })(),
 * );
 * ```
 */
export class Future<T> extends KernelFuture<T> {
  /** @throws LoopError outside of any run. */
  constructor() {
    super(runningLoop(new.target));
  }

  /** @internal */
  override get title(): string {
    return "A Future";
  }

  /**
   * End it with a result.
   *
   * @throws InvalidStateError when it is done already; nothing has changed then.
   */
  override setResult(value: T): void {
    super.setResult(value);
  }

  /**
   * End it with an error, which whoever waits for it is thrown.
   *
   * @throws InvalidStateError when it is done already; nothing has changed then.
   */
  setException(error: unknown): void {
    this.setError(error);
  }
}
