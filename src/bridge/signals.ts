import type { Node } from "./table.ts";

/** The caller's AbortSignals that a thread has been told of. Only where the caller's own events go on can they fire. */
export class Signals {
  readonly #fire: (id: number, reason: unknown) => void;
  readonly #ids = new WeakMap<AbortSignal, number>();
  readonly #collected: FinalizationRegistry<number>;
  #next = 1;

  /** `fire` is called when one is aborted, `drop` when one is gone and never will be. */
  constructor(fire: (id: number, reason: unknown) => void, drop: (id: number) => void) {
    this.#fire = fire;
    this.#collected = new FinalizationRegistry(drop);
  }

  /** The node of a signal. What is known of it is told before. */
  node(signal: AbortSignal): Extract<Node, { kind: "abort" }> {
    let id = this.#ids.get(signal);
    if (id === undefined) {
      id = this.#next++;
      this.#ids.set(signal, id);
      this.#listen(signal, id);
    }
    return { kind: "abort", id };
  }

  #listen(signal: AbortSignal, id: number): void {
    if (signal.aborted) {
      this.#fire(id, signal.reason);
      return;
    }
    this.#collected.register(signal, id);
    signal.addEventListener(
      "abort",
      ({ target }) => {
        this.#fire(id, (target as AbortSignal).reason);
      },
      { once: true },
    );
  }
}
