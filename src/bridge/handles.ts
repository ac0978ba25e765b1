import { type HandleState, standsFor } from "./known.ts";
import type { ClassAbout, HandleNode } from "./table.ts";
import type { Thread } from "./thread.ts";

const unknownClass: ClassAbout = { name: "", methods: [], chain: [] };

/**
 * The things of one thread that this side has. The same thing is the same handle as long as anybody has it; when nobody does,
 * the garbage collector lets the thread forget it, too.
 */
export class Handles {
  readonly #thread: Thread;
  readonly #make: (state: HandleState) => object;
  readonly #classes = new Map<number, ClassAbout>();
  /** How often each has arrived: a release that crosses with one more arrival must not take effect. */
  readonly #arrivals = new Map<number, number>();
  readonly #live = new Map<number, WeakRef<object>>();
  /** Copies of objects whose functions stay in the thread, and how many there are of each. */
  readonly #owners = new WeakMap<object, number>();
  readonly #copies = new Map<number, number>();
  readonly #collected: FinalizationRegistry<number>;
  #released: number[] = [];

  constructor(thread: Thread, make: (state: HandleState) => object) {
    this.#thread = thread;
    this.#make = make;
    this.#collected = new FinalizationRegistry((id) => {
      const copies = (this.#copies.get(id) ?? 1) - 1;
      if (copies > 0) this.#copies.set(id, copies);
      else if (this.#live.get(id)?.deref() === undefined) this.#forget(id);
    });
  }

  /** How many things of the thread this side holds. */
  get size(): number {
    return this.#arrivals.size;
  }

  /** The handle for a node that has arrived. */
  arrive(node: HandleNode): object {
    if (node.about !== undefined) this.#classes.set(node.class, node.about);
    this.#count(node.id);
    const known = this.#live.get(node.id)?.deref();
    if (known !== undefined) return known;
    const state: HandleState = {
      kind: "handle",
      thread: this.#thread,
      id: node.id,
      is: node.is,
      name: node.name ?? "",
      class: node.class,
      about: this.#classes.get(node.class) ?? unknownClass,
      own: node.own ?? [],
      released: false,
    };
    const handle = standsFor(this.#make(state), state);
    this.#live.set(node.id, new WeakRef(handle));
    this.#collected.register(handle, node.id, handle);
    return handle;
  }

  /** `copy` is of the thing `id`, whose functions are called on it. */
  adopt(copy: object, id: number): void {
    this.#count(id);
    this.#copies.set(id, (this.#copies.get(id) ?? 0) + 1);
    this.shareOwner(copy, id);
    this.#collected.register(copy, id);
  }

  /** `other` is as good as a copy of the thing, as long as there is one. */
  shareOwner(other: object, id: number): void {
    this.#owners.set(other, id);
  }

  /** The thing that functions of a copy are called on. */
  ownerOf(copy: object): number | undefined {
    return this.#owners.get(copy);
  }

  /** The numbers of a class and of those above it. */
  chainOf(classNumber: number): readonly number[] {
    return this.#classes.get(classNumber)?.chain ?? [];
  }

  /** Give a thing up: its handle is of no use from now on. Twice is once. */
  release(state: HandleState): void {
    if (state.released) return;
    state.released = true;
    const handle = this.#live.get(state.id)?.deref();
    if (handle !== undefined) this.#collected.unregister(handle);
    this.#forget(state.id);
  }

  /** What has been released since the last call, as pairs for the wire. */
  takeReleased(): number[] {
    const released = this.#released;
    if (released.length > 0) this.#released = [];
    return released;
  }

  #count(id: number): void {
    this.#arrivals.set(id, (this.#arrivals.get(id) ?? 0) + 1);
  }

  #forget(id: number): void {
    this.#released.push(id, this.#arrivals.get(id) ?? 0);
    this.#thread.hub.unsent = true;
    this.#live.delete(id);
    this.#copies.delete(id);
    this.#arrivals.delete(id);
  }
}
