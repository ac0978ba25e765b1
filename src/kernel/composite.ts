import { cancelTree } from "./cancellation.ts";
import { CANCELLED, Future, PENDING } from "./future.ts";
import type { Loop } from "./loop.ts";

/** A future made of others: cancelling it cancels them, and they end it. `gather()` gives one. */
export class Composite<out T> extends Future<T> {
  readonly children: readonly Future<unknown>[];
  /** Some child was cancelled through this: when the last is done it ends with CancelledError, whatever they gave. */
  cancelRequested = false;
  cancelling = false;

  constructor(loop: Loop, children: readonly Future<unknown>[]) {
    super(loop);
    this.children = children;
  }

  override get kind(): "composite" {
    return "composite";
  }

  override expire(): Iterable<Future<unknown>> {
    this.cancelRequested = true;
    return this.children;
  }

  endCancelled(message: string | undefined): void {
    this.settle(CANCELLED, message);
  }

  /** @returns false when all children were done, and nothing happened. */
  override cancel(message?: string): boolean {
    return this.state === PENDING && cancelTree(this, message);
  }
}
