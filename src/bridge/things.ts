import { isObjectPrototype, nameOf } from "./border.ts";
import type { ClassAbout, HandleNode } from "./table.ts";

interface Thing {
  readonly value: object;
  /** How often it was sent: a release that does not know of the last time does not count. */
  sent: number;
}

/** In the thread: the things that the caller has handles of, and what it must know of their classes. */
export class Things {
  readonly #things = new Map<number, Thing>();
  readonly #ids = new WeakMap<object, number>();
  readonly #classes = new WeakMap<object, number>();
  readonly #told = new Set<number>();
  #nextThing = 1;
  #nextClass = 1;

  get size(): number {
    return this.#things.size;
  }

  /** The node to send for a thing; the same thing has the same number. */
  node(value: object, is: HandleNode["is"]): HandleNode {
    const id = this.#idOf(value);
    if (is === "promise") return { kind: "handle", id, is, class: 0 };
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype === null) return { kind: "handle", id, is, class: 0 };
    const number = this.classNumber(prototype);
    const node: HandleNode = { kind: "handle", id, is, class: number };
    const known = this.#told.has(number);
    this.#told.add(number);
    const methods = is === "object" ? methodsOf(prototype) : [];
    const own = methods.filter((key) => Object.hasOwn(value, key));
    return {
      ...node,
      ...(!known && { about: { name: nameOf(prototype), methods, chain: this.chain(value) } satisfies ClassAbout }),
      ...(own.length > 0 && { own }),
    };
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
      if (this.#things.get(id)?.sent === pairs[i + 1]) this.#things.delete(id);
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
    const numbers: number[] = [];
    for (
      let proto: object | null = Object.getPrototypeOf(value);
      proto !== null;
      proto = Object.getPrototypeOf(proto)
    ) {
      if (isObjectPrototype(proto)) break;
      numbers.push(this.classNumber(proto));
    }
    return numbers;
  }

  #idOf(value: object): number {
    let id = this.#ids.get(value);
    if (id === undefined || !this.#things.has(id)) {
      id = this.#nextThing++;
      this.#ids.set(value, id);
      this.#things.set(id, { value, sent: 0 });
    }
    (this.#things.get(id) as Thing).sent++;
    return id;
  }
}

/** Names of the methods of a class and of those above it. */
function methodsOf(prototype: object): string[] {
  const names = new Set<string>();
  const hidden = new Set<string>(["constructor"]);
  for (
    let proto: object | null = prototype;
    proto !== null && !isObjectPrototype(proto);
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (hidden.has(key) || names.has(key)) continue;
      if (typeof descriptor.value === "function") names.add(key);
      else hidden.add(key);
    }
  }
  return [...names];
}
