import { behaviourOf, methodsOf, nameOf, prototypesOf } from "./classes.ts";
import type { ClassAbout, HandleNode } from "./table.ts";

interface Thing {
  readonly value: object;
  /** How often it was sent, less what has been released: a release may cross with one more. */
  sent: number;
}

/** In the thread: the things that the caller has handles of, and what it must know of their classes. */
export class Things {
  readonly #things = new Map<number, Thing>();
  readonly #ids = new WeakMap<object, number>();
  readonly #classes = new WeakMap<object, number>();
  /** Of classes that the caller has been told of. */
  readonly #methods = new Map<number, readonly string[]>();
  #nextThing = 1;
  #nextClass = 1;

  get size(): number {
    return this.#things.size;
  }

  /** The node to send for a thing; the same thing has the same number. */
  node(value: object, is: HandleNode["is"]): HandleNode {
    const id = this.idOf(value);
    const named = typeof value === "function" ? { name: functionName(value) } : {};
    const prototype = is === "promise" ? null : prototypeOf(value);
    if (prototype === null) return { kind: "handle", id, is, class: 0, ...named };
    const number = this.classNumber(prototype);
    let methods = this.#methods.get(number);
    let about: ClassAbout | undefined;
    if (methods === undefined) {
      methods = is === "object" && behaviourOf(prototype).any ? methodsOf(prototype) : [];
      this.#methods.set(number, methods);
      about = { name: nameOf(prototype) || tagOf(value), methods, chain: this.chain(value) };
    }
    const own = methods.filter((key) => Object.hasOwn(value, key));
    return {
      kind: "handle",
      id,
      is,
      class: number,
      ...named,
      ...(about !== undefined && { about }),
      ...(own.length > 0 && { own }),
    };
  }

  /** The number of a thing, which counts as sent once more. */
  idOf(value: object): number {
    let id = this.#ids.get(value);
    if (id === undefined || !this.#things.has(id)) {
      id = this.#nextThing++;
      this.#ids.set(value, id);
      this.#things.set(id, { value, sent: 0 });
    }
    (this.#things.get(id) as Thing).sent++;
    return id;
  }

  value(id: number): object {
    const thing = this.#things.get(id);
    if (thing === undefined) throw new ReferenceError(`Cannot use the handle: thing ${id} has been released`);
    return thing.value;
  }

  /** Pairs of number and how often it had arrived. */
  release(pairs: readonly number[]): void {
    for (let i = 0; i < pairs.length; i += 2) {
      const id = pairs[i] as number;
      const thing = this.#things.get(id);
      if (thing === undefined) continue;
      thing.sent -= pairs[i + 1] as number;
      if (thing.sent === 0) this.#things.delete(id);
    }
  }

  /** A class is known by its prototype: instances show that, whatever they say of their constructor. */
  classNumber(prototype: object): number {
    let number = this.#classes.get(prototype);
    if (number === undefined) {
      number = this.#nextClass++;
      this.#classes.set(prototype, number);
    }
    return number;
  }

  /** The numbers of a thing's classes, its own first. */
  chain(value: object): number[] {
    return Array.from(prototypesOf(value), (prototype) => this.classNumber(prototype));
  }
}

function prototypeOf(value: object): object | null {
  try {
    return Object.getPrototypeOf(value);
  } catch {
    return null; // A Proxy that will not say.
  }
}

function functionName(value: object): string {
  try {
    const name: unknown = Object.getOwnPropertyDescriptor(value, "name")?.value;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}

/** What a thing without a class is called: "Generator". */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}
